using GrokCluster.Client.Connecting;
using Spectre.Console;

namespace GrokCluster.Client.Commands;

/// <summary>What commands need of the world; tests give their own.</summary>
public sealed record CommandServices
{
    /// <summary>Standard output.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Standard error: faults, and what must not mix with results.</summary>
    public required IAnsiConsole Error { get; init; }

    /// <summary>Carries <c>grok run</c> out.</summary>
    public required ISweepRunner Runner { get; init; }

    /// <summary>Connects to running clusters.</summary>
    public required IClusterConnector Connector { get; init; }

    /// <summary>Completes <c>grok run --dry-run</c>; null leaves out what only it knows.</summary>
    public ISweepEstimator? Estimator { get; init; }

    /// <summary>Names the files of unexpected faults.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How the program was called, for the details of unexpected faults.</summary>
    public string CommandLine { get; init; } = Environment.CommandLine;

    /// <summary>Where the details of unexpected faults are written.</summary>
    public string FaultDirectory { get; init; } = Path.GetTempPath();
}
