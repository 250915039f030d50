using Grokking.Model;

namespace Grokking.Coders.Gauge.Layered;

/// <summary>
/// The exact reductions of a transformer of several layers, in double precision:
/// <list type="number">
/// <item>Positions are folded into the tokens; what is common to all numbers stands once for each of their two positions.</item>
/// <item>The key's bias adds to all scores of a query alike and cancels; the value's goes into the output's.</item>
/// <item>Norms' gains and biases go into what reads them. What is carried past that, and is normalised again, is divided by the mean gain with all that is added to it: the identity
/// remains, and how the gains differ from each other.</item>
/// <item>Means that a norm removes, and what is common to all logits, are removed.</item>
/// <item>The residual stream is rotated, and each head's products of query and key and of value and output are brought to singular directions (<see cref="HeadBalance"/>).</item>
/// </list>
/// </summary>
internal sealed class LayeredReduction
{
    private const int LayerParameters = 16;
    private readonly Weights weights;
    private readonly LayeredForm form;
    private readonly double[,] basis;       // (K, D)
    private readonly double[,] back;        // (D, K)
    private readonly double[][,] values;

    private LayeredReduction(Weights weights, LayeredForm form, Func<double[,], double[,], double[,]> basisOf)
    {
        (this.weights, this.form) = (weights, form);
        values = [.. form.Slots().Select(each => new double[each.Rows, each.Columns])];
        double[,] tokens = Tokens();
        double[,] unembedding = Dense.Transpose(Matrix(weights.Layout.Parameters.Count - 2));
        Dense.ScaleColumns(unembedding, Vector(weights.Layout.Parameters.Count - 4));
        Dense.CenterRows(unembedding);
        Dense.CenterColumns(unembedding);
        basis = basisOf(tokens, unembedding);
        back = Dense.Transpose(basis);
        AddEnds(tokens, unembedding);
        for (int layer = 0; layer < form.Architecture.Layers; layer++)
        {
            AddLayer(layer);
        }
    }

    /// <summary>The matrices of a network in a form, rows being tokens.</summary>
    /// <param name="weights">θ, in the layout of <see cref="Transformer"/>.</param>
    /// <param name="form">The form.</param>
    /// <param name="basisOf">The rotation (K, D) for the tokens (V, D) and the unembedding (V, D).</param>
    public static IReadOnlyList<double[,]> Of(Weights weights, LayeredForm form, Func<double[,], double[,], double[,]> basisOf) =>
        new LayeredReduction(weights, form, basisOf).values;

    private double[,] Tokens()
    {
        (double[,] tokens, double[,] positions) = (Matrix(0), Matrix(1));
        (int p, int width) = (form.Modulus, form.Architecture.Width);
        double[] mean = [.. Enumerable.Range(0, width).Select(j => Enumerable.Range(0, p).Average(row => tokens[row, j]))];
        return Dense.Build(p + 2, width, (row, j) => row < p ? tokens[row, j] - mean[j] : tokens[row, j] + positions[row == p ? 1 : 3, j]);
    }

    private void AddEnds(double[,] tokens, double[,] unembedding)
    {
        (int p, int width) = (form.Modulus, form.Architecture.Width);
        (double[,] all, double[,] positions) = (Matrix(0), Matrix(1));
        double[] mean = [.. Enumerable.Range(0, width).Select(j => Enumerable.Range(0, p).Average(row => all[row, j]))];
        values[LayeredForm.Tokens] = WithMean(tokens);
        values[LayeredForm.Positions] = WithMean(Dense.Build(2, width, (row, j) => mean[j] + positions[2 * row, j]));
        values[form.Unembedding] = Dense.Multiply(unembedding, back);
        double[] bias = Dense.Sum(Vector(weights.Layout.Parameters.Count - 1), Dense.Apply(Dense.Transpose(Matrix(weights.Layout.Parameters.Count - 2)), Vector(weights.Layout.Parameters.Count - 3)));
        Dense.Center(bias);
        values[form.UnembeddingBias] = Dense.Reshape(bias, bias.Length, 1);
    }

    private void AddLayer(int layer)
    {
        int own = 2 + (layer * LayerParameters);
        LayerSlots slots = LayeredForm.Of(layer);
        int width = form.Architecture.Width;
        double[] gain = layer == 0 ? Ones(width) : Vector(own - 2);
        double[] shift = layer == 0 ? new double[width] : Vector(own - 1);
        double scale = gain.Average();

        // (inputs, D): what reads the stream.
        double[,] Reading(int kernel)
        {
            double[,] w = Scaled(Matrix(kernel), gain);
            double[,] read = Dense.Multiply(basis, w);
            return layer > 0 ? read : Stacked(read, Dense.Build(1, width, (_, j) => Enumerable.Range(0, width).Sum(i => w[i, j]) / Math.Sqrt(width)));
        }

        double[,] output = Matrix(own + 6);
        double[] queryBias = Dense.Sum(Vector(own + 1), Through(shift, Matrix(own)));
        double[] valueBias = Dense.Sum(Vector(own + 5), Through(shift, Matrix(own + 4)));
        values[slots.Query] = Stacked(Reading(own), Dense.AsRow(queryBias));
        values[slots.Key] = Reading(own + 2);
        values[slots.Value] = Reading(own + 4);
        values[slots.Mixed] = Times(Dense.Multiply(output, back), 1 / scale);
        values[slots.MixedBias] = Times(Dense.Multiply(Dense.AsRow(Dense.Sum(Vector(own + 7), Through(valueBias, output), shift)), back), 1 / scale);
        if (layer > 0)
        {
            values[slots.Carried] = Beside(gain, scale);
        }

        (gain, shift) = (Vector(own + 8), Vector(own + 9));
        scale = gain.Average();
        double[,] hidden = Matrix(own + 10);                                                     // (D, M)
        values[slots.Hidden] = Dense.Multiply(Dense.Transpose(Scaled(hidden, gain)), back);
        values[slots.HiddenBias] = Dense.AsRow(Dense.Sum(Vector(own + 11), Through(shift, hidden)));
        values[slots.Output] = Times(Dense.Multiply(Matrix(own + 12), back), 1 / scale);
        values[slots.OutputBias] = Times(Dense.Multiply(Dense.AsRow(Dense.Sum(Vector(own + 13), shift)), back), 1 / scale);
        values[slots.Passed] = Beside(gain, scale);
        SortNeurons(slots);
    }

    private void SortNeurons(LayerSlots slots)
    {
        (double[,] hidden, double[,] bias, double[,] output) = (values[slots.Hidden], values[slots.HiddenBias], values[slots.Output]);
        int[] sorted = [.. Enumerable.Range(0, hidden.GetLength(0)).OrderByDescending(i => SquaredNorm(hidden, i) * SquaredNorm(output, i))];
        values[slots.Hidden] = Dense.Build(sorted.Length, hidden.GetLength(1), (i, j) => hidden[sorted[i], j]);
        values[slots.HiddenBias] = Dense.Build(1, sorted.Length, (_, i) => bias[0, sorted[i]]);
        values[slots.Output] = Dense.Build(sorted.Length, output.GetLength(1), (i, j) => output[sorted[i], j]);
    }

    // The lower half of the rotated gains, less the identity.
    private double[,] Beside(double[] gain, double scale)
    {
        double[,] rotated = Dense.Multiply(Dense.Build(basis.GetLength(0), gain.Length, (i, j) => basis[i, j] * ((gain[j] / scale) - 1)), back);
        return Dense.Build(basis.GetLength(0), basis.GetLength(0), (i, j) => j <= i ? rotated[i, j] : 0);
    }

    // Rotated, and the mean over √D as the last column.
    private double[,] WithMean(double[,] rows)
    {
        int width = form.Architecture.Width;
        double[,] rotated = Dense.Multiply(rows, back);
        return Dense.Build(rows.GetLength(0), width, (i, j) => j < width - 1 ? rotated[i, j] : Dense.RowOf(rows, i).Sum() / Math.Sqrt(width));
    }

    private static double SquaredNorm(double[,] matrix, int row)
    {
        double sum = 0;
        for (int j = 0; j < matrix.GetLength(1); j++)
        {
            sum += matrix[row, j] * matrix[row, j];
        }

        return sum;
    }

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    private static double[] Through(double[] v, double[,] kernel) => Dense.RowOf(Dense.Multiply(Dense.AsRow(v), kernel), 0);

    private static double[,] Scaled(double[,] kernel, double[] rows) => Dense.Build(kernel.GetLength(0), kernel.GetLength(1), (i, j) => kernel[i, j] * rows[i]);

    private static double[,] Times(double[,] matrix, double factor) => Dense.Build(matrix.GetLength(0), matrix.GetLength(1), (i, j) => matrix[i, j] * factor);

    private static double[,] Stacked(double[,] above, double[,] below) =>
        Dense.Reshape([.. Dense.Flat(above), .. Dense.Flat(below)], above.GetLength(0) + below.GetLength(0), above.GetLength(1));

    private double[] Vector(int index) => [.. weights[index].ToArray().Select(each => (double)each)];

    private double[,] Matrix(int index)
    {
        IReadOnlyList<int> shape = weights.Layout.Parameters[index].Shape;
        return Dense.Reshape(Vector(index), shape[0], shape[1]);
    }
}
