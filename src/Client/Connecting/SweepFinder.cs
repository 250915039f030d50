using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.Connecting;

/// <summary>Finds the sweep that a user means: by its id, by the beginning of one, or by the file that was submitted.</summary>
public static class SweepFinder
{
    /// <summary>The id of the sweep.</summary>
    /// <param name="grains">Calls grains.</param>
    /// <param name="given">What the user gave.</param>
    /// <exception cref="BadInputException">There is no such sweep, or several begin so.</exception>
    public static async Task<string> Find(IGrainFactory grains, string given)
    {
        IReadOnlyList<SweepSummary> sweeps = await grains.GetGrain<ISweepCatalogGrain>(0).List();
        if (File.Exists(given) || given.EndsWith(".yaml", StringComparison.Ordinal))
        {
            string id = SweepId.Of(SweepFile.Read(given, allowMany: true));
            return sweeps.Any(sweep => sweep.SweepId == id) ? id : throw new BadInputException($"{given}: this sweep was not submitted to this cluster; submit it with 'grok submit {given}', or see 'grok list'");
        }

        string[] found = [.. sweeps.Select(sweep => sweep.SweepId).Where(id => id.StartsWith(given, StringComparison.Ordinal))];
        return found.Contains(given) ? given : found.Length switch
        {
            1 => found[0],
            0 => throw new BadInputException($"sweep {OneLine.Quoted(given)}: the cluster has none of this id; {Next(given, [.. sweeps.Select(sweep => sweep.SweepId)])}"),
            _ => throw new BadInputException($"sweep {OneLine.Quoted(given)}: {found.Length} sweeps begin so; allowed is one of {string.Join(", ", found.Take(5))}{(found.Length > 5 ? ", …" : "")}"),
        };
    }

    private static string Next(string given, string[] ids) => Spelling.Nearest(given, ids) is { } near
        ? $"did you mean '{near}'?"
        : ids.Length == 0 ? "submit one with 'grok submit SWEEP.yaml'" : "see 'grok list'";
}
