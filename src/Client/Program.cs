using GrokCluster.Client.Commands;
using GrokCluster.Client.Connecting;
using GrokCluster.Client.Running;
using Spectre.Console;

IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
using Interruption interruption = Interruption.Listen(error);
ClusterConnector connector = new();
EmbeddedSweepRunner runner = new(AnsiConsole.Console, error, TimeProvider.System, connector);
CommandServices services = new() { Console = AnsiConsole.Console, Error = error, Runner = runner, Connector = connector, Estimator = new SweepEstimator() };
return await GrokCommand.InvokeAsync(args, services, interruption.Token);
