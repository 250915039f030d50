using Grokking.Coders.Gauge;
using Grokking.Tasks;

namespace Grokking.Coders.Fourier;

/// <summary>Chooses the order of the tokens in which a network's tables have the sparser spectrum.</summary>
internal static class TokenSpectrum
{
    private const double Clear = 0.01; // by how much one order has to be sparser than the other

    /// <summary>
    /// The order with the smaller sum of the roots of energies, over the frequencies of the first table and the unembedding; none where the orders of addition and multiplication are alike: a
    /// network that uses neither looks equally random in both.
    /// </summary>
    public static TokenOrder BestOrder(ReducedTransformer network)
    {
        double additive = Spread(network, TokenOrder.Additive);
        if (!Primes.Contains(network.Modulus))
        {
            return TokenOrder.Additive;
        }

        double multiplicative = Spread(network, TokenOrder.Multiplicative);
        return Math.Abs(additive - multiplicative) < Clear * Math.Min(additive, multiplicative) ? TokenOrder.None
            : additive < multiplicative ? TokenOrder.Additive : TokenOrder.Multiplicative;
    }

    private static double Spread(ReducedTransformer network, TokenOrder order)
    {
        int p = network.Modulus;
        float[] transform = TokenTransform.Matrix(order, p);
        double[,] matrix = Dense.Build(p, p, (i, j) => transform[(i * p) + j]);
        double spread = 0;
        foreach (double[,] table in (double[][,])[network.Left[0], Dense.Rows(network.Unembedding, 0, p)])
        {
            double[] norms = [.. Enumerable.Range(0, p).Select(row => Math.Sqrt(Dense.RowOf(Dense.Multiply(Dense.Row(matrix, row), table), 0).Sum(each => each * each)))];
            double whole = Math.Sqrt(norms.Sum(each => each * each));
            spread += whole > 0 ? norms.Sum() / whole : 0;
        }

        return spread;
    }
}
