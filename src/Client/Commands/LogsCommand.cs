using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Commands;

/// <summary><c>grok logs</c>: what happened to a run.</summary>
public static class LogsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandServices services)
    {
        Argument<string> run = new("RUN") { Description = "Its id, as 'grok status' and runs.csv have it." };
        ClusterOptions cluster = new();
        Command command = cluster.AddTo(new("logs", "Show what happened to a run: where it was trained, what failed and why.") { run });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using IClusterConnection connection = await services.Connector.ConnectAsync(cluster.Target(parsed), cancellationToken);
            string id = parsed.GetRequiredValue(run);
            RunStory story = await connection.Grains.GetGrain<IRunGrain>(id).Story().WaitAsync(cancellationToken)
                ?? throw new BadInputException($"run {OneLine.Quoted(id)}: the cluster has none of this id; allowed is the id of a run; see 'grok status SWEEP'");
            if (cluster.IsJson(parsed))
            {
                services.Console.WriteJson(new
                {
                    run = story.RunId,
                    story.Label,
                    story.State,
                    story.Epoch,
                    story.Sweeps,
                    story.Numerics,
                    events = story.Events,
                });
                return ExitCodes.Ok;
            }

            string under = story.Numerics is { Count: > 0 } numerics ? $" under {string.Join(", then ", numerics)}" : "";
            services.Console.WritePlain(string.Create(
                CultureInfo.InvariantCulture,
                $"{story.RunId}: {story.Label}, {story.State.ToString().ToLowerInvariant()}, {story.Epoch} epochs trained{under}"));
            foreach (RunEvent each in story.Events)
            {
                services.Console.WritePlain($"{each.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {OneLine.Of(each.What)}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
