using System.CommandLine;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>The stand-alone silo's program.</summary>
internal static class SiloCommand
{
    private const int Refused = 2;
    private static readonly TimeSpan LossPatience = TimeSpan.FromSeconds(3);

    /// <summary>Runs a silo until SIGTERM or Ctrl-C.</summary>
    /// <returns>0 after a clean stop; 2, with one line of error, where the silo is told something that cannot be.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand command = SiloArguments.Command();
        ParseResult parsed = command.Parse(args);
        LogFormat format = LogFormat.Text;
        command.SetAction(async (result, cancellationToken) =>
        {
            SiloOptions options = SiloArguments.Options(result);
            if (SiloArguments.WithoutDevices(result) is { } reason)
            {
                await error.WriteLineAsync(LogLine.Of(options.LogFormat, LogLevel.Warning, reason, TimeProvider.System));
            }

            using MachineSiloName? name = SiloArguments.IsNamed(result) ? null : MachineSiloName.Take();
            await ServeAsync(options with { Name = name?.Value ?? options.Name }, output, cancellationToken);
            return 0;
        });
        try
        {
            format = SiloArguments.FormatOf(parsed);
            return parsed.Errors.Count > 0
                ? throw new SiloOptionsException([.. parsed.Errors.Select(each => each.Message)])

                // The host handles signals, and a stop is a clean end.
                : await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
        }
        catch (SiloException fault)
        {
            await error.WriteLineAsync(LogLine.Of(format, LogLevel.Critical, fault.Message, TimeProvider.System));
            return Refused;
        }
    }

    private static async Task ServeAsync(SiloOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        while (await ServeOnceAsync(options, output, cancellationToken))
        {
            await SayAsync(output, options, $"Silo {options.Name} did not answer the others for a while and was declared dead; it starts anew.");
        }
    }

    // Whether it has to be started anew.
    private static async Task<bool> ServeOnceAsync(SiloOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await using WebApplication silo = await SiloHost.StartAsync(options, cancellationToken: cancellationToken);
        SiloEndpoint endpoint = silo.Services.GetRequiredService<SiloEndpoint>();
        string join = options.DataDirectory is null ? "" : $" More silos join with --join {options.DataDirectory} here, or from elsewhere with --redis {endpoint.Redis},password=PASSWORD, where PASSWORD is in {endpoint.PasswordFile}.";
        await SayAsync(output, options, $"Silo {options.Name} is ready: dashboard {endpoint.Http}dashboard, metrics {endpoint.Http}metrics, clients connect to {endpoint.Gateway}, checkpoints in {silo.Services.GetRequiredService<ClusterCheckpoints>().Location}.{join}");
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration asked = silo.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        await using CancellationTokenRegistration cancelled = cancellationToken.Register(silo.Lifetime.StopApplication);
        await stopping.Task;

        // Nobody answers a silo that was declared dead: what it holds is being done elsewhere, and there is nothing to wait for.
        bool isLost = silo.Services.GetRequiredService<SiloLoss>().HasHappened;
        using CancellationTokenSource patience = new(isLost ? LossPatience : SiloHost.ShutdownTimeout);
        await silo.StopAsync(patience.Token);
        return isLost;
    }

    private static Task SayAsync(TextWriter output, SiloOptions options, string message) =>
        output.WriteLineAsync(LogLine.Of(options.LogFormat, LogLevel.Information, message, TimeProvider.System));
}
