namespace Grokking.Model;

/// <summary>One named tensor of a network.</summary>
/// <param name="Name">Stable name, such as <c>layers.0.attention.query.weight</c>; checkpoints use it.</param>
/// <param name="Shape">Row-major shape of one member's tensor: (rows, columns) or (length).</param>
public sealed record Parameter(string Name, params int[] Shape)
{
    /// <summary>Number of values.</summary>
    public int Count { get; } = Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Whether it is a matrix, which has singular values.</summary>
    public bool IsMatrix => Shape.Length == 2;
}

/// <summary>The tensors of a network in their fixed order, which is also the order of bytes in a checkpoint and in a coder.</summary>
public sealed class ParameterLayout
{
    private readonly int[] offsets;

    /// <summary>Lays out <paramref name="parameters"/> one after another.</summary>
    public ParameterLayout(IEnumerable<Parameter> parameters)
    {
        Parameters = [.. parameters];
        offsets = new int[Parameters.Count + 1];
        for (int i = 0; i < Parameters.Count; i++)
        {
            offsets[i + 1] = offsets[i] + Parameters[i].Count;
        }
    }

    /// <summary>The tensors, in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>P, the number of values in all tensors together.</summary>
    public int Count => offsets[^1];

    /// <summary>Where tensor <paramref name="index"/> begins in a flat array of all values.</summary>
    public int OffsetOf(int index) => offsets[index];
}
