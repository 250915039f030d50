namespace Grokking.Compression;

/// <summary>The singular value decomposition W = U S Vᵀ of one weight matrix W (m × n), r = min(m, n), and the published rule for cutting it (Eqns 12 to 14).</summary>
public sealed class MatrixSpectrum
{
    private readonly double[] cumulative;

    /// <summary>Takes ownership of a decomposition.</summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n.</param>
    /// <param name="scaledLeft">U·S, (m, r), row-major.</param>
    /// <param name="singularValues">σ, (r), in decreasing order, none negative.</param>
    /// <param name="right">Vᵀ, (r, n), row-major.</param>
    /// <exception cref="ArgumentException">The arrays do not have these shapes.</exception>
    public MatrixSpectrum(int rows, int columns, float[] scaledLeft, float[] singularValues, float[] right)
    {
        int full = Math.Min(rows, columns);
        if (singularValues.Length != full || scaledLeft.Length != rows * full || right.Length != full * columns)
        {
            throw new ArgumentException($"A {rows} × {columns} matrix has {full} singular values, and factors of {rows * full} and {full * columns} values.", nameof(singularValues));
        }

        (Rows, Columns, ScaledLeft, SingularValues, Right) = (rows, columns, scaledLeft, singularValues, right);
        cumulative = CumulativeParts(singularValues);
    }

    /// <summary>m.</summary>
    public int Rows { get; }

    /// <summary>n.</summary>
    public int Columns { get; }

    /// <summary>r = min(m, n).</summary>
    public int FullRank => SingularValues.Length;

    /// <summary>U·S, (m, r), row-major.</summary>
    public float[] ScaledLeft { get; }

    /// <summary>σ, (r), in decreasing order.</summary>
    public float[] SingularValues { get; }

    /// <summary>Vᵀ, (r, n), row-major.</summary>
    public float[] Right { get; }

    /// <summary>Largest k for which two factors of rank k have fewer values than an m × n matrix: k(m + n) &lt; mn (Eqn 14). 0 if there is none.</summary>
    public static int LargestUsefulRank(int rows, int columns) => (int)((((long)rows * columns) - 1) / (rows + columns));

    /// <summary>k(τ) = min{k ≥ 1 : Σᵢ≤k σ̄ᵢ ≥ τ} (Eqn 13). τ = 0 keeps one direction: a matrix of rank 0 has no factors to store.</summary>
    /// <param name="tau">Threshold τ in [0, 1].</param>
    public int RankFor(double tau)
    {
        int index = Array.BinarySearch(cumulative, tau);
        if (index < 0)
        {
            return Math.Min(~index, FullRank - 1) + 1;
        }

        // Several entries can be equal to τ, as after a zero singular value; the rule asks for the first.
        while (index > 0 && cumulative[index - 1] >= tau)
        {
            index--;
        }

        return index + 1;
    }

    /// <summary>The largest τ at which two factors are shorter than the matrix; 0 if there is none.</summary>
    public double LargestUsefulThreshold => LargestUsefulRank(Rows, Columns) is > 0 and int rank ? cumulative[rank - 1] : 0;

    /// <summary>The rank that this matrix is stored with at threshold τ, or 0 if it is shorter as it is (Eqn 14).</summary>
    /// <param name="tau">Threshold τ in [0, 1].</param>
    public int StoredRank(double tau)
    {
        int rank = RankFor(tau);
        return rank <= LargestUsefulRank(Rows, Columns) ? rank : 0;
    }

    // Divided by their own last entry, so that the whole spectrum reaches τ = 1 exactly.
    private static double[] CumulativeParts(float[] singularValues)
    {
        double[] sums = new double[singularValues.Length];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = sum += singularValues[i];
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] = sum > 0 ? sums[i] / sum : 1;
        }

        return sums;
    }
}
