namespace Grokking.Coders.Gauge;

/// <summary>
/// An orthonormal basis across the heads of a form in which they are apart, so that its first vector is how much each head attends to the operands at rest. Tables are coded in it: the first mixture is what
/// all heads write together and matters most; of the others only what scores move the attention by is ever seen, so that coarse bins do for them. A Householder reflection of the constants, which the decoder
/// has: nothing is written.
/// </summary>
internal static class HeadMixing
{
    /// <summary>U, (H, H), symmetric and orthonormal; (1, …, 1) of the diagonal where heads are merged.</summary>
    public static float[,] Of(GaugeShape shape, IReadOnlyList<(float Left, float Right)> resting)
    {
        int tables = shape.TableCount;
        float[,] mixing = new float[tables, tables];
        float[] reflected = new float[tables];
        for (int i = 0; i < tables; i++)
        {
            mixing[i, i] = 1;
        }

        if (shape.IsMerged || tables == 1)
        {
            return mixing;
        }

        float norm = 0;
        for (int i = 0; i < tables; i++)
        {
            reflected[i] = resting[i].Left + resting[i].Right;
            norm += reflected[i] * reflected[i];
        }

        norm = MathF.Sqrt(norm);
        float square = 0;
        for (int i = 0; i < tables; i++)
        {
            reflected[i] = (norm > 0 ? reflected[i] / norm : i == 0 ? 1 : 0) - (i == 0 ? 1 : 0);
            square += reflected[i] * reflected[i];
        }

        for (int i = 0; i < tables && square > 0; i++)
        {
            for (int j = 0; j < tables; j++)
            {
                mixing[i, j] -= 2 * reflected[i] * reflected[j] / square;
            }
        }

        return mixing;
    }

    /// <summary>Σ U[i, j] tables[j]; both ways, as U is its own inverse.</summary>
    public static float[][] Mixed(float[,] mixing, IReadOnlyList<float[]> tables)
    {
        float[][] mixed = [.. tables.Select(each => new float[each.Length])];
        for (int i = 0; i < mixed.Length; i++)
        {
            for (int j = 0; j < mixed.Length; j++)
            {
                for (int k = 0; k < mixed[i].Length; k++)
                {
                    mixed[i][k] += mixing[i, j] * tables[j][k];
                }
            }
        }

        return mixed;
    }
}
