using GrokCluster.Client.Terminal;
using Grokking.Runs;
using Spectre.Console;

namespace GrokCluster.Client.Measuring;

/// <summary>What has to be known of a coder wherever its sizes stand.</summary>
internal static class CoderNotes
{
    /// <summary>Said of <see cref="CoderKind.Fourier"/>.</summary>
    public const string Fourier = "fourier is a prior that knows the task to be modular: its sizes are those of the network given that knowledge.";

    /// <summary>A line for each of these coders that needs one.</summary>
    public static void Print(IAnsiConsole console, IEnumerable<CoderKind> coders)
    {
        if (coders.Contains(CoderKind.Fourier))
        {
            console.WritePlain(Fourier);
        }
    }
}
