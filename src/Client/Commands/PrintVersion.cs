using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using GrokCluster.Client.Terminal;
using Grokking.Runs;
using Spectre.Console;

namespace GrokCluster.Client.Commands;

/// <summary>Prints the program's version and that of the science, on which results depend.</summary>
internal sealed class PrintVersion(IAnsiConsole console) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        string version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        console.WritePlain($"grok {version} (science {RunId.ScienceVersion})");
        return ExitCodes.Ok;
    }
}
