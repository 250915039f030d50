using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Layered;
using Grokking.Coders.Gauge.Perceptron;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>Brings a network of ours into its form.</summary>
internal static class SlotReduction
{
    /// <summary>The form and the values of its slots as a container has them, unquantised.</summary>
    /// <param name="kind">Gauge or fourier.</param>
    /// <param name="weights">θ.</param>
    /// <param name="network">What it is.</param>
    public static (SlotForm Form, IReadOnlyList<float[]> Values) Of(CoderKind kind, Weights weights, NetworkToCode network) =>
        Of(kind == CoderKind.Fourier ? ClearOrder(weights, network) : TokenOrder.None, weights, network);

    /// <summary>The same for a given order of tokens.</summary>
    public static (SlotForm Form, IReadOnlyList<float[]> Values) Of(TokenOrder order, Weights weights, NetworkToCode network)
    {
        SlotForm form = SlotContainer.FormOf(network.Modulus, network.Architecture, order);
        IReadOnlyList<float[]> values = form switch
        {
            LayeredForm layered => LayeredBlocks.Of(weights, layered, network.Train),
            PerceptronForm perceptron => [.. PerceptronReduction.Of(weights, perceptron).Select(Dense.Single)],
            _ => throw new ArgumentException($"There is no reduction to {form.GetType().Name}.", nameof(network)),
        };
        return (form, form.InOrder(values));
    }

    // By the embedding and the unembedding, as they are.
    private static TokenOrder ClearOrder(Weights weights, NetworkToCode network)
    {
        int last = weights.Layout.Parameters.Count - 2;
        return TokenSpectrum.ClearOrder(network.Modulus, Matrix(0), Dense.Transpose(Matrix(last)));

        double[,] Matrix(int index)
        {
            IReadOnlyList<int> shape = weights.Layout.Parameters[index].Shape;
            double[,] matrix = Dense.Reshape([.. weights[index].ToArray().Select(each => (double)each)], shape[0], shape[1]);
            Dense.CenterColumns(matrix);
            return matrix;
        }
    }
}
