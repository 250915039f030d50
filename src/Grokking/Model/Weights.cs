namespace Grokking.Model;

/// <summary>The weights θ of one network on the host: all tensors, one after another, as float32.</summary>
public sealed class Weights
{
    /// <summary>Takes ownership of <paramref name="values"/>.</summary>
    /// <param name="layout">The tensors' names, shapes and order.</param>
    /// <param name="values">P values.</param>
    /// <exception cref="ArgumentException">The number of values is not the layout's.</exception>
    public Weights(ParameterLayout layout, float[] values)
    {
        if (values.Length != layout.Count)
        {
            throw new ArgumentException($"These weights have {values.Length} values; the layout has {layout.Count}.", nameof(values));
        }

        (Layout, Values) = (layout, values);
    }

    /// <summary>The tensors' names, shapes and order.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All P values in layout order.</summary>
    public float[] Values { get; }

    /// <summary>The values of tensor <paramref name="index"/>, row-major.</summary>
    public Span<float> this[int index] => Values.AsSpan(Layout.OffsetOf(index), Layout.Parameters[index].Count);
}
