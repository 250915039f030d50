using Grokking.Coders.Gauge;

namespace Grokking.Coders.Fourier;

/// <summary>Chooses the order of the tokens in which a network's tables have the sparser spectrum.</summary>
internal static class TokenSpectrum
{
    /// <summary>The order with the smaller sum of the roots of energies, over the frequencies of the first table and the unembedding.</summary>
    public static TokenOrder BestOrder(ReducedTransformer network) => BestOrder(network.Modulus, network.Left[0], network.Unembedding);

    /// <summary>The same for matrices whose first p rows are the tokens.</summary>
    public static TokenOrder BestOrder(int modulus, params IReadOnlyList<double[,]> tables)
    {
        TokenOrder[] orders = TokenTransform.Exists(TokenOrder.Multiplicative, modulus) ? [TokenOrder.Additive, TokenOrder.Multiplicative] : [TokenOrder.Additive];
        return orders.MinBy(order => Spread(tables, modulus, order));
    }

    private static double Spread(IReadOnlyList<double[,]> tables, int p, TokenOrder order)
    {
        float[] transform = TokenTransform.Matrix(order, p);
        double[,] matrix = Dense.Build(p, p, (i, j) => transform[(i * p) + j]);
        double spread = 0;
        foreach (double[,] all in tables)
        {
            double[,] table = Dense.Rows(all, 0, p);
            double[] norms = [.. Enumerable.Range(0, p).Select(row => Math.Sqrt(Dense.RowOf(Dense.Multiply(Dense.Row(matrix, row), table), 0).Sum(each => each * each)))];
            double whole = Math.Sqrt(norms.Sum(each => each * each));
            spread += whole > 0 ? norms.Sum() / whole : 0;
        }

        return spread;
    }
}
