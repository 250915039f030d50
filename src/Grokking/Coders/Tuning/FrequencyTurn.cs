using Grokking.Coders.Fourier;

namespace Grokking.Coders.Tuning;

/// <summary>
/// Renames frequencies: with every token t taken as u t in the order of the transform, frequency k becomes u k, and a network that has grokked a + b answers as before. Which frequencies a
/// network uses is chance; those of low number stand nearer to each other and are shorter to write.
/// </summary>
internal static class FrequencyTurn
{
    /// <summary>The network with its frequencies renamed in every way but the one that is there.</summary>
    public static IEnumerable<CompactNetwork> All(CompactNetwork network)
    {
        if (network.Shape.Order == TokenOrder.None)
        {
            yield break;
        }

        int first = network.Shape.Order == TokenOrder.Multiplicative ? 1 : 0;
        int cycle = network.Shape.Modulus - first;
        for (int unit = 2; unit <= cycle / 2; unit++)
        {
            if (Divisor(unit, cycle) == 1)
            {
                yield return network with { Blocks = [.. network.Blocks.Select((values, i) => network.Shape.HasTokenRows(i) ? Turned(values, network.Sizes[i].Columns, first, cycle, unit) : values)] };
            }
        }
    }

    private static float[] Turned(float[] values, int columns, int first, int cycle, int unit)
    {
        float[] turned = [.. values];
        for (int frequency = 1; 2 * frequency < cycle; frequency++)
        {
            int to = (int)((long)frequency * unit % cycle);
            bool folded = 2 * to > cycle;
            to = folded ? cycle - to : to;
            int source = (first + (2 * frequency) - 1) * columns;
            int target = (first + (2 * to) - 1) * columns;
            for (int column = 0; column < columns; column++)
            {
                turned[target + column] = values[source + column];
                turned[target + columns + column] = folded ? -values[source + columns + column] : values[source + columns + column];
            }
        }

        return turned;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
