using Grokking.Coders.Entropy;

namespace Grokking.Coders.Quantizing;

/// <summary>A matrix as a container has it: whole numbers of a bin.</summary>
/// <param name="Step">i of <see cref="StepGrid"/>.</param>
/// <param name="Matrix">The whole numbers.</param>
public sealed record QuantizedBlock(int Step, IntegerMatrix Matrix)
{
    private double? bits;

    /// <summary>The distortion that its errors are expected to add, by the block's sensitivities.</summary>
    public double Harm { get; init; }

    /// <summary>Bits that are expected.</summary>
    public double Bits => bits ??= new MagnitudeCosts(Matrix).Bits(Matrix);

    /// <summary>The values.</summary>
    public float[] Values()
    {
        float step = StepGrid.Step(Step);
        float[] values = new float[Matrix.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Matrix.Values[i] * step;
        }

        return values;
    }
}
