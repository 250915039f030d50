namespace Grokking.Coders.Gauge;

/// <summary>The attention of a reduced network as tables without their means, (p, D) each.</summary>
internal sealed record AttentionTables(double[][,] Tables, double[,] Means, double[,] Scores, double[] Offset, double[] Cross, double[] Rest)
{
    /// <summary>Merges the heads, or not.</summary>
    public static AttentionTables Of(ReducedTransformer network, bool merged) => merged ? Merged(network) : PerHead(network);

    private static AttentionTables PerHead(ReducedTransformer network)
    {
        (int heads, int p, int width) = (network.Left.Length, network.Modulus, network.Width);
        double[][,] tables = new double[heads][,];
        double[,] means = new double[2 * heads, width];
        double[] offset = [.. network.Offset];
        for (int head = 0; head < heads; head++)
        {
            tables[head] = (double[,])network.Left[head].Clone();
            double[] left = Dense.CenterColumns(tables[head]);
            double[] right = Dense.CenterColumns((double[,])network.Right[head].Clone());
            Fold(means, offset, head, left, right, network.Cross[head], network.Rest[head]);
        }

        return new(tables, means, Dense.Build(p, heads, (row, head) => network.Scores[head, row]), offset, network.Cross, network.Rest);
    }

    // One pattern for all heads: the mean weights, and of the scores the mean weighted by what the heads write.
    private static AttentionTables Merged(ReducedTransformer network)
    {
        (int heads, int p, int width) = (network.Left.Length, network.Modulus, network.Width);
        (double[] l, double[] r) = (new double[heads], new double[heads]);
        for (int head = 0; head < heads; head++)
        {
            double sum = 1 + Math.Exp(network.Cross[head]) + Math.Exp(network.Rest[head]);
            (l[head], r[head]) = (1 / sum, Math.Exp(network.Cross[head]) / sum);
        }

        (double left, double right) = (l.Average(), r.Average());
        double[,] sum2 = Dense.Build(p, width, (row, j) => Enumerable.Range(0, heads).Sum(h => (l[h] * network.Left[h][row, j] / left) + (r[h] * network.Right[h][row, j] / right)) / 2);
        double[,] difference = Dense.Build(p, width, (row, j) => Enumerable.Range(0, heads).Sum(h => (l[h] * network.Left[h][row, j] / left) - (r[h] * network.Right[h][row, j] / right)) / 2);
        double[] sumMean = Dense.CenterColumns(sum2);
        double[] differenceMean = Dense.CenterColumns(difference);
        (double cross, double rest) = (Math.Log(right / left), Math.Log((1 - left - right) / left));
        double[,] means = new double[2, width];
        double[] offset = [.. network.Offset];
        Fold(means, offset, 0, [.. sumMean.Zip(differenceMean, (a, b) => a + b)], [.. sumMean.Zip(differenceMean, (a, b) => a - b)], cross, rest);
        double[,] scores = new double[p, 1];
        double energies = 0;
        for (int head = 0; head < heads; head++)
        {
            double energy = Dense.Flat(network.Left[head]).Sum(each => each * each);
            energies += energy;
            for (int row = 0; row < p; row++)
            {
                scores[row, 0] += energy * network.Scores[head, row];
            }
        }

        for (int row = 0; row < p; row++)
        {
            scores[row, 0] /= Math.Max(energies, double.Epsilon);
        }

        return new([sum2, difference], means, scores, offset, [cross], [rest]);
    }

    private static void Fold(double[,] means, double[] offset, int head, double[] left, double[] right, double cross, double rest)
    {
        double sum = 1 + Math.Exp(cross) + Math.Exp(rest);
        for (int j = 0; j < offset.Length; j++)
        {
            means[2 * head, j] = left[j];
            means[(2 * head) + 1, j] = right[j];
            offset[j] += (left[j] + (Math.Exp(cross) * right[j])) / sum;
        }
    }
}
