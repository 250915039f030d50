using Grokking.Coders.Gauge;

namespace Grokking.Coders.Fourier;

/// <summary>Chooses the order of the tokens in which a network's tables have the sparser spectrum.</summary>
internal static class TokenSpectrum
{
    private const double Clear = 0.01; // by how much one order has to be sparser than the other

    /// <summary>The order with the smaller sum of the roots of energies, over the frequencies of the first table and the unembedding.</summary>
    public static TokenOrder BestOrder(ReducedTransformer network) => Order(network.Modulus, 0, [network.Left[0], network.Unembedding]);

    /// <summary>The same, but none where the orders of addition and multiplication are alike: a network that uses neither looks equally random in both.</summary>
    public static TokenOrder ClearOrder(ReducedTransformer network) => Order(network.Modulus, Clear, [network.Left[0], network.Unembedding]);

    /// <summary>The same for matrices whose first p rows are the tokens.</summary>
    public static TokenOrder ClearOrder(int modulus, params IReadOnlyList<double[,]> tables) => Order(modulus, Clear, tables);

    private static TokenOrder Order(int modulus, double clear, IReadOnlyList<double[,]> tables)
    {
        if (!TokenTransform.Exists(TokenOrder.Multiplicative, modulus))
        {
            return TokenOrder.Additive;
        }

        double additive = Spread(tables, modulus, TokenOrder.Additive);
        double multiplicative = Spread(tables, modulus, TokenOrder.Multiplicative);
        return Math.Abs(additive - multiplicative) < clear * Math.Min(additive, multiplicative) ? TokenOrder.None
            : additive <= multiplicative ? TokenOrder.Additive : TokenOrder.Multiplicative;
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
