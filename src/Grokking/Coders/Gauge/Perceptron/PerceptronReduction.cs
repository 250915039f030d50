using Grokking.Model;

namespace Grokking.Coders.Gauge.Perceptron;

/// <summary>
/// The exact reductions of a perceptron, in double precision:
/// <list type="number">
/// <item>Embedding and first layer are folded into a table for each operand; what is common to its tokens, and "∘" and "=", go into the bias.</item>
/// <item>The last layer before the output has no ReLU: both are one kernel. What is common to all logits is removed.</item>
/// <item>A neuron's inputs times a positive number and its outputs over it are the same: both are given the same norm. Neurons are sorted by it.</item>
/// </list>
/// </summary>
internal static class PerceptronReduction
{
    /// <summary>The matrices of a network in a form, rows being tokens.</summary>
    /// <param name="weights">θ, in the layout of <see cref="MlpNetwork"/>.</param>
    /// <param name="form">The form.</param>
    public static IReadOnlyList<double[,]> Of(Weights weights, PerceptronForm form)
    {
        (int p, int width, int layers) = (form.Modulus, form.Architecture.Width, form.Architecture.Layers);
        double[,] tokens = Matrix(0);
        double[,] first = Matrix(1);
        double[,] left = Dense.Multiply(Dense.Rows(tokens, 0, p), Band(0));
        double[,] right = Dense.Multiply(Dense.Rows(tokens, 0, p), Band(2));
        double[] bias = Dense.Sum(Vector(2), Through(Dense.RowOf(tokens, p), Band(1)), Through(Dense.RowOf(tokens, p + 1), Band(3)));
        bias = Dense.Sum(bias, Dense.CenterColumns(left), Dense.CenterColumns(right));

        // (inputs, outputs) of all layers after the first, the last two as one.
        List<(double[,] Kernel, double[] Bias)> kernels = [.. Enumerable.Range(1, layers).Select(layer => (Matrix(1 + (2 * layer)), Vector(2 + (2 * layer))))];
        (double[,] output, double[] outputBias) = kernels[^1];
        kernels.RemoveAt(kernels.Count - 1);
        Dense.CenterRows(output);
        Dense.Center(outputBias);
        if (layers == 1)
        {
            left = Dense.Multiply(left, output);
            right = Dense.Multiply(right, output);
            bias = Dense.Sum(Through(bias, output), outputBias);
        }
        else
        {
            (double[,] before, double[] beforeBias) = kernels[^1];
            kernels[^1] = (Dense.Multiply(before, output), Dense.Sum(Through(beforeBias, output), outputBias));
        }

        double[,] tables = Dense.Reshape([.. Dense.Flat(left), .. Dense.Flat(right)], 2 * p, left.GetLength(1));
        for (int layer = 0; layer < kernels.Count; layer++)
        {
            (double[,] into, double[] own) = layer == 0 ? (tables, bias) : kernels[layer - 1];
            (into, own, double[,] outOf) = Balanced(into, own, kernels[layer].Kernel);
            (tables, bias) = layer == 0 ? (into, own) : (tables, bias);
            if (layer > 0)
            {
                kernels[layer - 1] = (into, own);
            }

            kernels[layer] = (outOf, kernels[layer].Bias);
        }

        List<double[,]> values = [tables, Dense.AsRow(bias)];
        foreach ((double[,] kernel, double[] own) in kernels)
        {
            values.Add(Dense.Transpose(kernel));
            values.Add(Dense.Reshape(own, kernel == kernels[^1].Kernel ? own.Length : 1, kernel == kernels[^1].Kernel ? 1 : own.Length));
        }

        return values;

        double[,] Band(int position) => Dense.Rows(first, position * width, width);

        double[] Vector(int index) => [.. weights[index].ToArray().Select(each => (double)each)];

        double[,] Matrix(int index)
        {
            IReadOnlyList<int> shape = weights.Layout.Parameters[index].Shape;
            return Dense.Reshape(Vector(index), shape[0], shape[1]);
        }
    }

    private static double[] Through(double[] v, double[,] kernel) => Dense.RowOf(Dense.Multiply(Dense.AsRow(v), kernel), 0);

    // Neurons between two kernels (inputs, neurons) and (neurons, outputs): of equal norms, the strongest first.
    private static (double[,] Into, double[] Bias, double[,] OutOf) Balanced(double[,] into, double[] bias, double[,] outOf)
    {
        double[] inward = [.. Enumerable.Range(0, bias.Length).Select(i => Norm(into.GetLength(0), row => into[row, i]))];
        double[] outward = [.. Enumerable.Range(0, bias.Length).Select(i => Norm(outOf.GetLength(1), column => outOf[i, column]))];
        double[] factors = [.. inward.Zip(outward, (i, o) => i > 0 && o > 0 ? Math.Sqrt(o / i) : 1)];
        int[] sorted = [.. Enumerable.Range(0, bias.Length).OrderByDescending(i => inward[i] * outward[i])];
        return (
            Dense.Build(into.GetLength(0), bias.Length, (row, i) => into[row, sorted[i]] * factors[sorted[i]]),
            [.. sorted.Select(i => bias[i] * factors[i])],
            Dense.Build(bias.Length, outOf.GetLength(1), (i, column) => outOf[sorted[i], column] / factors[sorted[i]]));
    }

    private static double Norm(int count, Func<int, double> element)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += element(i) * element(i);
        }

        return Math.Sqrt(sum);
    }
}
