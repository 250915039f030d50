using GrokCluster.Client.Commands;
using GrokCluster.Client.Running;
using Spectre.Console;

IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
using Interruption interruption = Interruption.Listen(error);
EmbeddedSweepRunner runner = new(AnsiConsole.Console, error, TimeProvider.System);
CommandServices services = new() { Console = AnsiConsole.Console, Error = error, Runner = runner, Estimator = new SweepEstimator() };
return await GrokCommand.InvokeAsync(args, services, interruption.Token);
