namespace GrokCluster.Client.Terminal;

/// <summary>Finds what a misspelt word was meant to be.</summary>
public static class Spelling
{
    /// <summary>The candidate of least <see cref="Distance"/>, the first of equals; null where none is near: at most a third of the longer word's letters, but at least one, may differ.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        // A word this long is no typing error, and the distance takes time in proportion to its length.
        if (word.Length is 0 or > 64)
        {
            return null;
        }

        return (from candidate in candidates
                let distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())
                where distance <= Math.Max(1, Math.Max(word.Length, candidate.Length) / 3)
                orderby distance
                select candidate).FirstOrDefault();
    }

    /// <summary>The fewest insertions, deletions, substitutions and swaps of neighbours that turn one word into the other (optimal string alignment).</summary>
    public static int Distance(string from, string to)
    {
        int[,] distance = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                distance[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                        distance[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[from.Length, to.Length];
    }
}
