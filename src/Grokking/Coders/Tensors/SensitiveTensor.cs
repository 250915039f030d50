using Grokking.Coders.Quantizing;
using Grokking.Compression;
using Grokking.Model;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>A tensor with how much its values matter, as it is and, of a matrix, as two factors.</summary>
/// <param name="Direct">All of it, a vector as one row.</param>
/// <param name="Factors">The two of <see cref="MatrixFactors"/>, (m, r) and (n, r); none if it is no matrix.</param>
internal sealed record SensitiveTensor(Block Direct, IReadOnlyList<Block> Factors)
{
    /// <summary>The same for all values of a parameter.</summary>
    /// <param name="parameter">Its shape.</param>
    /// <param name="values">Its values.</param>
    /// <param name="spectrum">The matrix's; null if it is none.</param>
    /// <param name="sensitivity">Of each value.</param>
    public static SensitiveTensor Uniform(Parameter parameter, float[] values, MatrixSpectrum? spectrum, float sensitivity)
    {
        (int rows, int columns) = RowsAndColumns(parameter);
        Block direct = new(parameter.Name, rows, columns, values, Same(values.Length));
        if (spectrum is null)
        {
            return new(direct, []);
        }

        (float[] left, float[] right) = MatrixFactors.Of(spectrum);
        return new(direct, [new($"{parameter.Name} left", spectrum.Rows, spectrum.FullRank, left, Same(left.Length)), new($"{parameter.Name} right", spectrum.Columns, spectrum.FullRank, right, Same(right.Length))]);

        float[] Same(int count) => [.. Enumerable.Repeat(sensitivity, count)];
    }

    /// <summary>From the moments of gradients.</summary>
    /// <param name="parameter">Its shape.</param>
    /// <param name="values">Its values, as <see cref="RowsAndColumns"/> says.</param>
    /// <param name="moments">Of them.</param>
    public static SensitiveTensor Of(Parameter parameter, Tensor values, GradientMoments moments)
    {
        Tensor rows = moments.Rows.Times(1 / moments.Whole);
        Block direct = Block(parameter.Name, values, rows, moments.Columns);
        if (!parameter.IsMatrix)
        {
            return new(direct, []);
        }

        MatrixFactors factors = MatrixFactors.Of(values, moments);
        Tensor columns = moments.Columns.Times(1 / moments.Whole);
        return new(
            direct,
            [
                Block($"{parameter.Name} left", factors.Left, rows, factors.RightDirections.t().mm(moments.Columns).mm(factors.RightDirections)),
                Block($"{parameter.Name} right", factors.Right, columns, factors.LeftDirections.t().mm(moments.Rows).mm(factors.LeftDirections)),
            ]);
    }

    /// <summary>A parameter as a matrix, a vector as one row.</summary>
    public static (int Rows, int Columns) RowsAndColumns(Parameter parameter)
    {
        int columns = parameter.Shape.Length == 0 ? 1 : parameter.Shape[^1];
        return (columns == 0 ? 0 : parameter.Count / columns, columns);
    }

    // A value matters as much as its row times its column: few probes make single values noisy, the product is not.
    private static Block Block(string name, Tensor values, Tensor rows, Tensor columns) => new(
        name, (int)values.shape[0], (int)values.shape[1], Floats(values), Floats(rows.diagonal().unsqueeze(1) * columns.diagonal().unsqueeze(0)))
    {
        Feedback = ErrorFeedback.Of(rows, columns),
    };

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
