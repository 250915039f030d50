using System.CommandLine;
using GrokCluster.Client.Connecting;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Commands;

/// <summary>A command about one sweep of a running cluster: connects, finds the sweep, and does something with it.</summary>
internal static class SweepCommand
{
    /// <summary>What a command does.</summary>
    /// <param name="Grains">Calls grains.</param>
    /// <param name="Id">The sweep's id.</param>
    /// <param name="Parsed">The command line.</param>
    /// <param name="IsJson">Whether output is for programs.</param>
    internal sealed record Call(IGrainFactory Grains, string Id, ParseResult Parsed, bool IsJson)
    {
        /// <summary>The sweep.</summary>
        public ISweepGrain Sweep => Grains.GetGrain<ISweepGrain>(Id);
    }

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandServices services, string name, string description, Func<Call, CancellationToken, Task<int>> action, params Option[] options)
    {
        Argument<string> sweep = new("SWEEP") { Description = "Its id or the beginning of it, or the file that was submitted." };
        ClusterOptions cluster = new();
        Command command = new(name, description) { sweep };
        Array.ForEach(options, command.Add);
        cluster.AddTo(command).SetAction(async (parsed, cancellationToken) =>
        {
            await using IClusterConnection connection = await services.Connector.ConnectAsync(cluster.Target(parsed), cancellationToken);
            string id = await SweepFinder.Find(connection.Grains, parsed.GetRequiredValue(sweep)).WaitAsync(cancellationToken);
            return await action(new(connection.Grains, id, parsed, cluster.IsJson(parsed)), cancellationToken);
        });
        return command;
    }
}
