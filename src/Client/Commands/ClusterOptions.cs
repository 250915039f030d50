using System.CommandLine;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using GrokCluster.Silo;

namespace GrokCluster.Client.Commands;

/// <summary>The options of every command that talks to a running cluster.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Names the storage where <c>--redis</c> is not given; it keeps a password out of the list of processes.</summary>
    private const string RedisVariable = "GROK_REDIS";

    private readonly Option<string> data = new("--data") { HelpName = "DIR", Description = "Data directory of a silo on this machine.", DefaultValueFactory = _ => ".grok" };
    private readonly Option<string?> redis = new("--redis") { HelpName = "HOST:PORT[,password=…]", Description = $"The cluster's storage, instead of --data. [default: ${RedisVariable}, if set]" };
    private readonly Option<string> cluster = new("--cluster-id") { HelpName = "ID", Description = "Which cluster of that storage.", DefaultValueFactory = _ => SiloOptions.DefaultClusterId };
    private readonly Option<bool> json = new("--json") { Description = "Print JSON, a value a line, for programs." };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(data);
        command.Add(redis);
        command.Add(cluster);
        command.Add(json);
        return command;
    }

    /// <summary>The cluster that is meant.</summary>
    public ClusterTarget Target(ParseResult parsed)
    {
        bool isDirectoryGiven = parsed.GetResult(data) is { Implicit: false };
        string? storage = parsed.GetValue(redis);
        return isDirectoryGiven && storage is not null
            ? throw new BadInputException("--redis: given together with --data; allowed is one of the two; delete the other")
            : new(parsed.GetRequiredValue(data), storage ?? (isDirectoryGiven ? null : Environment.GetEnvironmentVariable(RedisVariable)), parsed.GetRequiredValue(cluster));
    }

    /// <summary>Whether output is for programs.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);
}
