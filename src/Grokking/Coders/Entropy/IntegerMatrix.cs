namespace Grokking.Coders.Entropy;

/// <summary>A quantised matrix, row-major.</summary>
/// <param name="Rows">m.</param>
/// <param name="Columns">n.</param>
/// <param name="Values">m · n whole numbers.</param>
public sealed record IntegerMatrix(int Rows, int Columns, int[] Values)
{
    /// <summary>All zero.</summary>
    public IntegerMatrix(int rows, int columns)
        : this(rows, columns, new int[checked(rows * columns)])
    {
    }

    /// <summary>Whether nothing is there to be coded.</summary>
    public bool IsZero => !Values.AsSpan().ContainsAnyExcept(0);
}
