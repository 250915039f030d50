using Grokking.Coders.Fourier;
using Grokking.Model;

namespace Grokking.Coders.Gauge;

/// <summary>Brings a reduced network into the form of a container: heads merged or not, rotated or not, Fourier transformed or not, neurons sorted.</summary>
internal static class GaugeForm
{
    private const int StrongestFrequencies = 20;
    private const double LargestConstant = 80; // e⁸⁰ is a float32 and far beyond what a weight of attention can show

    /// <summary>The network in a form; unquantised, but for the constants.</summary>
    /// <param name="network">The reduced network.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="merged">Whether the heads become one, which changes the function unless all attend alike.</param>
    /// <param name="rotated">Whether the residual stream is rotated, which changes the function unless the first gain is the same everywhere.</param>
    /// <param name="order">The order of the transform, if any.</param>
    /// <param name="roundConstants">Whether the constants are rounded to the 16 bits that they have in a container.</param>
    public static GaugeNetwork Of(ReducedTransformer network, Architecture architecture, bool merged, bool rotated, TokenOrder order, bool roundConstants = true)
    {
        GaugeShape shape = new(network.Modulus, architecture, merged, rotated, order);
        double scale = rotated ? network.Gain.Average() : 1;
        AttentionTables tables = AttentionTables.Of(network, merged);
        double[,] output = Dense.Build(network.Hidden, network.Width, (i, j) => network.Output[i, j] / scale);
        int[] sorted = NeuronsByStrength(network.HiddenKernel, output);
        double[,] hidden = Dense.Build(network.Hidden, network.Width, (i, j) => network.HiddenKernel[sorted[i], j]);
        output = Dense.Build(network.Hidden, network.Width, (i, j) => output[sorted[i], j]);
        double[,] basis = rotated ? Basis([.. tables.Tables, hidden, output, network.Unembedding], tables.Tables[0], network.Unembedding, network.Modulus, order) : Identity(network.Width);
        double[,] back = Dense.Transpose(basis);
        float[] Rotated(double[,] rows) => Dense.Single(rotated ? Dense.Multiply(rows, back) : rows);
        List<float[]> blocks =
        [
            .. tables.Tables.Select(Rotated),
            Rotated(tables.Means),
            Dense.Single(tables.Scores),
            Rotated(Dense.AsRow(tables.Offset)),
            Rotated(hidden),
            [.. sorted.Select(i => (float)network.HiddenBias[i])],
            Rotated(output),
            Rotated(Dense.AsRow([.. network.OutputBias.Select(each => each / scale)])),
            Rotated(network.Unembedding),
            [.. network.UnembeddingBias.Select(each => (float)each)],
        ];
        if (!rotated)
        {
            blocks.Add([.. network.Gain.Select(each => (float)each)]);
        }

        if (order != TokenOrder.None)
        {
            float[] transform = TokenTransform.Matrix(order, network.Modulus);
            IReadOnlyList<(string Name, int Rows, int Columns)> shapes = shape.Blocks();
            blocks = [.. blocks.Select((block, i) => shape.HasTokenRows(i) ? GaugeFunction.Transformed(transform, block, network.Modulus, shapes[i].Columns) : block)];
        }

        GaugeNetwork apart = new(shape, blocks, [.. tables.Cross.Select(Constant)], [.. tables.Rest.Select(Constant)]);
        return apart with { Blocks = [.. HeadMixing.Mixed(GaugeFunction.Mixing(apart), [.. blocks.Take(shape.TableCount)]), .. blocks.Skip(shape.TableCount)] };

        float Constant(double value) => roundConstants ? (float)(Half)Math.Clamp(value, -LargestConstant, LargestConstant) : (float)value;
    }

    private static double[,] Identity(int size) => Dense.Build(size, size, (i, j) => i == j ? 1 : 0);

    private static int[] NeuronsByStrength(double[,] hidden, double[,] output) =>
        [.. Enumerable.Range(0, hidden.GetLength(0)).OrderByDescending(i => SquaredNorm(Dense.RowOf(hidden, i)) * SquaredNorm(Dense.RowOf(output, i)))];

    private static double SquaredNorm(IEnumerable<double> v) => v.Sum(each => each * each);

    private static double[,] Basis(double[][,] all, double[,] table, double[,] unembedding, int modulus, TokenOrder order)
    {
        double[,] rows = Stacked(all);
        return order == TokenOrder.None ? Rotation.Principal(rows) : Rotation.Principal(rows, Strongest(table, unembedding, modulus, order));
    }

    /// <summary>The rows of all matrices, each of which counts alike, whatever its scale; centred.</summary>
    internal static double[,] Stacked(double[][,] matrices)
    {
        int width = matrices[0].GetLength(1);
        List<double> values = [];
        foreach (double[,] matrix in matrices)
        {
            double norm = Math.Sqrt(SquaredNorm(Dense.Flat(matrix)));
            values.AddRange(Dense.Flat(matrix).Select(each => norm > 0 ? each / norm : 0));
        }

        double[,] rows = Dense.Reshape([.. values], values.Count / width, width);
        Dense.CenterRows(rows);
        return rows;
    }

    /// <summary>Cosine and sine vectors of the frequencies with the largest part of the energy of a table or the unembedding.</summary>
    internal static List<double[]> Strongest(double[,] table, double[,] unembedding, int modulus, TokenOrder order)
    {
        float[] transform = TokenTransform.Matrix(order, modulus);
        double[,] matrix = Dense.Build(modulus, modulus, (i, j) => transform[(i * modulus) + j]);
        List<(double Part, double[] Cosine, double[] Sine)> found = [];
        foreach (double[,] each in (double[][,])[table, Dense.Rows(unembedding, 0, modulus)])
        {
            double[,] coefficients = Dense.Multiply(matrix, each);
            double whole = SquaredNorm(Dense.Flat(coefficients));
            int first = order == TokenOrder.Multiplicative ? 2 : 1; // after the constant, and 0 by itself
            for (int row = first; row + 1 < modulus; row += 2)
            {
                (double[] cosine, double[] sine) = (Dense.RowOf(coefficients, row), Dense.RowOf(coefficients, row + 1));
                found.Add(((SquaredNorm(cosine) + SquaredNorm(sine)) / whole, cosine, sine));
            }
        }

        return [.. found.OrderByDescending(each => each.Part).Take(StrongestFrequencies).SelectMany(each => new[] { each.Cosine, each.Sine })];
    }
}
