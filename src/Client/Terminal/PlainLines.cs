using Spectre.Console;

namespace GrokCluster.Client.Terminal;

/// <summary>Lines that stay whole.</summary>
public static class PlainLines
{
    /// <summary>Writes a line as it is: no markup, and no wrapping at the console's width, which would break a fault apart where output is redirected.</summary>
    public static void WritePlain(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
