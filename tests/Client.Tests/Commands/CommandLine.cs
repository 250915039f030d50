using GrokCluster.Client.Commands;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Terminal;
using Spectre.Console;

namespace GrokCluster.Client.Tests.Commands;

/// <summary>Runs a command line as the program would, and keeps what it prints.</summary>
internal sealed class CommandLine : ISweepRunner
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    /// <summary>What <c>run</c> was asked to do, each time.</summary>
    public List<RunRequest> Requests { get; } = [];

    /// <summary>What <c>export</c> was asked to do, each time.</summary>
    public List<ExportRequest> Exports { get; } = [];

    /// <summary>What carrying out a sweep does.</summary>
    public Func<CancellationToken, Task<int>> Run { get; init; } = _ => Task.FromResult(ExitCodes.Ok);

    public ISweepEstimator? Estimator { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string FaultDirectory { get; init; } = Path.GetTempPath();

    public string Given { get; init; } = "grok";

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Task<int> InvokeAsync(params string[] arguments) => InvokeAsync(arguments, CancellationToken.None);

    public Task<int> InvokeAsync(string[] arguments, CancellationToken cancellationToken) => GrokCommand.InvokeAsync(
        arguments,
        new() { Console = On(_output), Error = On(_error), Runner = this, Connector = new ClusterConnector(), Estimator = Estimator, Clock = Clock, FaultDirectory = FaultDirectory, CommandLine = Given },
        cancellationToken);

    public static IAnsiConsole On(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });

    Task<int> ISweepRunner.RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return Run(cancellationToken);
    }

    Task<int> ISweepRunner.ExportAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        Exports.Add(request);
        return Run(cancellationToken);
    }
}
