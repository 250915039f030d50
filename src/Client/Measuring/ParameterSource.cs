using Grokking.Checkpoints;

namespace GrokCluster.Client.Measuring;

/// <summary>Where one parameter of ours lies in a file, and how: a tensor or a third of it along the first axis, perhaps transposed. It is read from there, and written back to there.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Role">What it is to us.</param>
internal sealed record ParameterSource(StoredTensor Tensor, TensorRole Role)
{
    /// <summary>
    /// The shape in our orientation. A Flax kernel of attention has heads as an axis of its own, and a bias too: (inputs, heads, width) is (inputs, outputs), for the output projection
    /// (heads, width, outputs) is (inputs, outputs).
    /// </summary>
    public IReadOnlyList<int> Shape
    {
        get
        {
            int[] shape = [.. Tensor.Shape];
            if (Role.Parts > 1)
            {
                if (shape.Length == 0 || shape[0] % Role.Parts != 0)
                {
                    return Tensor.Shape;
                }

                shape[0] /= Role.Parts;
            }

            return (shape, IsMatrix) switch
            {
                ([int outputs, int inputs], true) when Role.Transposed => [inputs, outputs],
                ([int heads, int width, int outputs], true) when !Role.Transposed && IsOutputProjection => [heads * width, outputs],
                ([int inputs, int heads, int width], true) when !Role.Transposed && IsProjection => [inputs, heads * width],
                ([int heads, int width], false) when IsProjection => [heads * width],
                _ => shape,
            };
        }
    }

    /// <summary>Heads, where the file has an axis of them.</summary>
    public int? Heads => Tensor.Shape.Count == 3 && IsProjection && IsMatrix && !Role.Transposed ? Tensor.Shape[IsOutputProjection ? 0 : 1] : null;

    private bool IsMatrix => Role.Ours.EndsWith(".kernel", StringComparison.Ordinal);

    private bool IsProjection => Role.Ours.Contains(".attention.", StringComparison.Ordinal);

    private bool IsOutputProjection => Role.Ours.EndsWith(".attention.output.kernel", StringComparison.Ordinal);

    /// <summary>Copies the parameter out of its tensor's values.</summary>
    /// <param name="values">All values of the tensor.</param>
    /// <param name="target">In our orientation.</param>
    public void Read(ReadOnlySpan<float> values, Span<float> target)
    {
        ReadOnlySpan<float> part = values.Slice(Role.Part * target.Length, target.Length);
        if (Role.Transposed)
        {
            Transpose(part, Shape[1], target);
        }
        else
        {
            part.CopyTo(target);
        }
    }

    /// <summary>Copies the parameter into its tensor's values.</summary>
    /// <param name="source">In our orientation.</param>
    /// <param name="values">All values of the tensor.</param>
    public void Write(ReadOnlySpan<float> source, Span<float> values)
    {
        Span<float> part = values.Slice(Role.Part * source.Length, source.Length);
        if (Role.Transposed)
        {
            Transpose(source, Shape[0], part);
        }
        else
        {
            source.CopyTo(part);
        }
    }

    private static void Transpose(ReadOnlySpan<float> source, int rows, Span<float> target)
    {
        int columns = rows == 0 ? 0 : source.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                target[(column * rows) + row] = source[(row * columns) + column];
            }
        }
    }
}
