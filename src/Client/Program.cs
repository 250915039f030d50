using GrokCluster.Client.Commands;
using Spectre.Console;

IAnsiConsole error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
using Interruption interruption = Interruption.Listen(error);
CommandServices services = new() { Console = AnsiConsole.Console, Error = error, Runner = new NoRunner() };
return await GrokCommand.InvokeAsync(args, services, interruption.Token);

// Until the embedded silo is wired in.
internal sealed class NoRunner : ISweepRunner
{
    public Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken) =>
        throw new BadInputException("grok run: this build can only parse and dry-run sweeps; add --dry-run");
}
