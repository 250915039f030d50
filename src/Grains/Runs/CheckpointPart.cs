using System.Globalization;

namespace GrokCluster.Grains.Runs;

/// <summary>Names the measuring of one checkpoint among the work of a run: one or more efforts (<see cref="RunPlan.Efforts"/>) and an epoch, such as <c>1f0c9a2e@190</c>.</summary>
public static class CheckpointPart
{
    private const char Separator = '@';

    /// <summary>Puts a name together.</summary>
    public static string Of(string effort, int epoch) => string.Create(CultureInfo.InvariantCulture, $"{effort}{Separator}{epoch}");

    /// <summary>Takes a name apart.</summary>
    public static (string Effort, int Epoch) Parse(string part)
    {
        int at = part.LastIndexOf(Separator);
        return (part[..at], int.Parse(part.AsSpan(at + 1), CultureInfo.InvariantCulture));
    }
}
