using System.CommandLine;
using System.CommandLine.Help;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary>The <c>grok</c> command line: finds the command, runs it, and turns whatever goes wrong into one line and an exit code.</summary>
public static class GrokCommand
{
    // Fixed, so that help reads the same in a terminal, a pipe and a test.
    private const int HelpWidth = 100;

    /// <summary>The root with every command.</summary>
    public static Command Create(CommandServices services)
    {
        Command root = new("grok", "Trains many small networks, coarse-grains every checkpoint, draws how complexity rises and falls.")
        {
            new HelpOption { Action = new HelpAction { MaxWidth = HelpWidth } },
            new VersionOption { Action = new PrintVersion(services.Console) },
            RunCommand.Create(services),
            SubmitCommand.Create(services),
            WatchCommand.Create(services),
            ListCommand.Create(services),
            StatusCommand.Create(services),
            CancelCommand.Create(services),
            RetryCommand.Create(services),
            LogsCommand.Create(services),
            DevicesCommand.Create(services),
            ExportCommand.Create(services),
            PlotCommand.Create(services),
            MeasureCommand.Create(services),
            BoundCommand.Create(services),
            DecodeCommand.Create(services),
            CompareCommand.Create(services),
            ReportCommand.Create(services),
            BenchCommand.Create(services),
        };
        root.SetAction(_ => root.Parse("--help").Invoke(Invocation(services)));
        return root;
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="services">What commands need of the world.</param>
    /// <param name="cancellationToken">Cancelled by the first Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(string[] arguments, CommandServices services, CancellationToken cancellationToken)
    {
        try
        {
            // A file whose name begins with @ is a file, not a list of arguments.
            ParseResult command = Create(services).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
            CommandLineFault.ThrowIfAny(command);
            return await command.InvokeAsync(Invocation(services), cancellationToken);
        }
        catch (BadInputException fault)
        {
            services.Error.WritePlain(fault.Message);
            return ExitCodes.BadInput;
        }
        catch (PlatformNotSupportedException fault)
        {
            // libtorch is missing or does not load; the message says what to do.
            services.Error.WritePlain(OneLine.Of(fault.Message));
            return ExitCodes.BadInput;
        }
        catch (UnreachableException fault)
        {
            services.Error.WritePlain(fault.Message);
            return ExitCodes.Unreachable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception fault)
        {
            services.Error.WritePlain(UnexpectedFault.Record(fault, services));
            return ExitCodes.Failed;
        }
    }

    // Ctrl-C is ours (Interruption): the library's own handling ends the process two seconds after the first.
    private static InvocationConfiguration Invocation(CommandServices services) => new()
    {
        Output = services.Console.Profile.Out.Writer,
        Error = services.Error.Profile.Out.Writer,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}
