using Grokking.Coders.Fourier;
using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>The form of a reduced network that is a list of matrices, and the function that these are.</summary>
/// <param name="Modulus">p.</param>
/// <param name="Architecture">The network's own.</param>
/// <param name="Order">The order of the tokens in which slots with token rows are Fourier transformed, if they are.</param>
internal abstract record SlotForm(int Modulus, Architecture Architecture, TokenOrder Order)
{
    /// <summary>V.</summary>
    public int Vocabulary => Modulus + 2;

    /// <summary>Values of all slots, told without making a list of them.</summary>
    public abstract long Count { get; }

    /// <summary>The matrices in a container's order.</summary>
    public abstract IReadOnlyList<Slot> Slots();

    /// <summary>The function of matrices whose rows are tokens, not frequencies. Its tensors live as long as the caller's dispose scope.</summary>
    /// <param name="values">Of each slot, row-major.</param>
    protected abstract ISlotFunction Function(IReadOnlyList<float[]> values);

    /// <summary>The function of matrices as a container has them.</summary>
    /// <param name="values">Of each slot, row-major.</param>
    public ISlotFunction Bind(IReadOnlyList<float[]> values) => Function(Transformed(values, isInverse: true));

    /// <summary>Matrices as a container has them.</summary>
    /// <param name="values">Of each slot, rows being tokens.</param>
    public IReadOnlyList<float[]> InOrder(IReadOnlyList<float[]> values) => Transformed(values, isInverse: false);

    // The inverse of an orthonormal transform is its transpose.
    private IReadOnlyList<float[]> Transformed(IReadOnlyList<float[]> values, bool isInverse)
    {
        if (Order == TokenOrder.None)
        {
            return values;
        }

        float[] matrix = TokenTransform.Matrix(Order, Modulus);
        float[] transform = isInverse ? Transposed(matrix, Modulus) : matrix;
        return [.. Slots().Select((each, i) => Transformed(transform, values[i], each))];
    }

    private float[] Transformed(float[] transform, float[] values, Slot slot)
    {
        float[] result = [.. values];
        int count = Modulus * slot.Columns;
        for (int table = 0; table < slot.TokenTables; table++)
        {
            MatrixProduct.Multiply(transform, values.AsSpan(table * count, count), Modulus, slot.Columns, result.AsSpan(table * count, count));
        }

        return result;
    }

    private static float[] Transposed(float[] square, int size)
    {
        float[] transposed = new float[square.Length];
        for (int i = 0; i < square.Length; i++)
        {
            transposed[i] = square[(i % size * size) + (i / size)];
        }

        return transposed;
    }
}
