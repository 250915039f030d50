using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok retry --failed</c>: tries the failed runs of a sweep again.</summary>
public static class RetryCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Option<bool> failed = new("--failed") { Description = "The runs that were given up; 'grok logs RUN' says why." };
        return SweepCommand.Create(
            services,
            "retry",
            "Try runs of a sweep of a running cluster again.",
            async (call, cancellationToken) =>
            {
                if (!call.Parsed.GetValue(failed))
                {
                    throw new BadInputException("grok retry: it is not said which runs; allowed is --failed, those that were given up; add it");
                }

                int runs = await call.Sweep.RetryFailed().WaitAsync(cancellationToken);
                if (call.IsJson)
                {
                    services.Console.WriteJson(new { sweep = call.Id, retried = runs });
                }
                else
                {
                    services.Console.WritePlain(runs == 0 ? $"{call.Id}: no run has failed" : string.Create(CultureInfo.InvariantCulture, $"{call.Id}: trying {runs:N0} failed run{(runs == 1 ? "" : "s")} again"));
                }

                return ExitCodes.Ok;
            },
            failed);
    }
}
