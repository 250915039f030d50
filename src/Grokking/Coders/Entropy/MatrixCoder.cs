using System.Numerics;

namespace Grokking.Coders.Entropy;

/// <summary>
/// Codes matrices of integers one after another. First how many rows and columns are not wholly zero at the end, then every integer of that corner, row by row, by the magnitude
/// to be expected of it:
/// <code>
/// μᵢⱼ = cⱼ · ρᵢ    cⱼ  mean magnitude of column j so far
///                  ρᵢ  magnitudes of row i so far, over the sum of their columns' means
/// </code>
/// both held near what is known of the matrix as long as little is known of the column or row. The rotated residual stream has its directions in order of importance and the neurons
/// are sorted, so that both factors are telling.
/// </summary>
public sealed class MatrixCoder
{
    private const int Fraction = MagnitudeModels.FractionBits;
    private const int Cap = 80; // of a magnitude in the means: one outlier should not set a column's scale
    private const long RowPrior = 2L << Fraction; // how much of a row's magnitudes are believed before any is seen
    private const long StartingMean = 1 << (Fraction - 2);

    private readonly MagnitudeModels models = new();

    /// <summary>Codes the next matrix.</summary>
    /// <param name="coder">Where to, or where from.</param>
    /// <param name="matrix">What is coded; a decoder fills it, from zeros.</param>
    /// <exception cref="InvalidDataException">What is decoded is no matrix of this shape.</exception>
    public void Code<T>(ref T coder, IntegerMatrix matrix)
        where T : struct, IBitCoder, allows ref struct
    {
        (int rows, int columns) = T.Encodes ? Corner(matrix) : (0, 0);
        rows = coder.CodeNumber(rows, BitsFor(matrix.Rows));
        columns = coder.CodeNumber(columns, BitsFor(matrix.Columns));
        if (rows > matrix.Rows || columns > matrix.Columns)
        {
            throw new InvalidDataException($"The container has {rows} × {columns} integers in a matrix of {matrix.Rows} × {matrix.Columns}.");
        }

        long[] sums = new long[columns];
        long total = 0;
        long recent = 1 << Fraction; // ρ of the rows just before
        for (int row = 0; row < rows; row++)
        {
            if (coder.IsExhausted)
            {
                throw new InvalidDataException("The container ends before its integers do.");
            }

            long general = ((total << Fraction) + StartingMean) / (((long)row * columns) + 1);
            (long seen, long expected) = (0, 0);
            Span<int> values = matrix.Values.AsSpan(row * matrix.Columns, columns);
            long prior = (RowPrior >> Fraction) * recent;
            for (int column = 0; column < columns; column++)
            {
                long mean = (sums[column] + general) / (row + 1);
                long estimate = mean * ((seen << Fraction) + prior) / (expected + RowPrior);
                int value = models.Code(ref coder, MagnitudeModels.Level(estimate), values[column]);
                values[column] = value;
                int magnitude = Math.Min(Math.Abs(value), Cap);
                seen += magnitude;
                expected += mean;
                sums[column] += (long)magnitude << Fraction;
            }

            total += seen;
            recent = Recent(recent, ((seen << Fraction) + prior) << Fraction, expected + RowPrior);
        }
    }

    private static long Recent(long before, long seen, long expected)
    {
        long ratio = Math.Clamp(seen / expected, 1 << (Fraction - 5), 1 << (Fraction + 5));
        return (before + ratio) / 2;
    }

    private static int BitsFor(int count) => BitOperations.Log2((uint)count) + 1;

    private static (int Rows, int Columns) Corner(IntegerMatrix matrix)
    {
        (int rows, int columns) = (0, 0);
        for (int row = 0; row < matrix.Rows; row++)
        {
            int last = matrix.Values.AsSpan(row * matrix.Columns, matrix.Columns).LastIndexOfAnyExcept(0);
            if (last >= 0)
            {
                rows = row + 1;
                columns = Math.Max(columns, last + 1);
            }
        }

        return (rows, columns);
    }
}
