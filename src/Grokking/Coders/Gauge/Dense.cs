using System.Numerics;
using System.Runtime.InteropServices;

namespace Grokking.Coders.Gauge;

/// <summary>The few operations on matrices in double precision that a reduction needs, (rows, columns). Sizes are a few hundred; each is done once a checkpoint.</summary>
internal static class Dense
{
    /// <summary>A matrix of values in row order.</summary>
    public static double[,] Reshape(double[] values, int rows, int columns)
    {
        double[,] matrix = new double[rows, columns];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }

    /// <summary>The values in row order.</summary>
    public static double[] Flat(double[,] matrix)
    {
        double[] values = new double[matrix.Length];
        Buffer.BlockCopy(matrix, 0, values, 0, values.Length * sizeof(double));
        return values;
    }

    /// <summary>The values in row order, rounded.</summary>
    public static float[] Single(double[,] matrix) => Array.ConvertAll(Flat(matrix), each => (float)each);

    /// <summary>A B.</summary>
    public static double[,] Multiply(double[,] a, double[,] b)
    {
        (int rows, int inner, int columns) = (a.GetLength(0), a.GetLength(1), b.GetLength(1));
        double[] right = Flat(b);
        double[] product = new double[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            Span<double> target = product.AsSpan(row * columns, columns);
            for (int k = 0; k < inner; k++)
            {
                AddScaled(a[row, k], right.AsSpan(k * columns, columns), target);
            }
        }

        return Reshape(product, rows, columns);
    }

    private static void AddScaled(double factor, ReadOnlySpan<double> source, Span<double> target)
    {
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(source);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(target);
        Vector<double> scale = new(factor);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += scale * from[i];
        }

        for (int i = to.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += factor * source[i];
        }
    }

    /// <summary>Aᵀ.</summary>
    public static double[,] Transpose(double[,] a) => Build(a.GetLength(1), a.GetLength(0), (row, column) => a[column, row]);

    /// <summary>A matrix by its elements.</summary>
    public static double[,] Build(int rows, int columns, Func<int, int, double> element)
    {
        double[,] matrix = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = element(row, column);
            }
        }

        return matrix;
    }

    /// <summary>Consecutive columns.</summary>
    public static double[,] Columns(double[,] a, int first, int count) => Build(a.GetLength(0), count, (row, column) => a[row, first + column]);

    /// <summary>Consecutive rows.</summary>
    public static double[,] Rows(double[,] a, int first, int count) => Build(count, a.GetLength(1), (row, column) => a[first + row, column]);

    /// <summary>One row as a matrix.</summary>
    public static double[,] Row(double[,] a, int row) => Rows(a, row, 1);

    /// <summary>One row as a vector.</summary>
    public static double[] RowOf(double[,] a, int row) => Flat(Row(a, row));

    /// <summary>A vector as a matrix of one row.</summary>
    public static double[,] AsRow(double[] a) => Reshape(a, 1, a.Length);

    /// <summary>A v.</summary>
    public static double[] Apply(double[,] a, double[] v) => Flat(Multiply(a, Reshape(v, v.Length, 1)));

    /// <summary>The sum of vectors.</summary>
    public static double[] Sum(params double[][] vectors) => [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Sum(each => each[i]))];

    /// <summary>A matrix plus a vector in each row.</summary>
    public static double[,] Add(double[,] a, double[] v) => Build(a.GetLength(0), a.GetLength(1), (row, column) => a[row, column] + v[column]);

    /// <summary>Subtracts a vector's mean.</summary>
    public static void Center(double[] v)
    {
        double mean = v.Average();
        for (int i = 0; i < v.Length; i++)
        {
            v[i] -= mean;
        }
    }

    /// <summary>Subtracts each row's mean.</summary>
    public static void CenterRows(double[,] a)
    {
        for (int row = 0; row < a.GetLength(0); row++)
        {
            double mean = 0;
            for (int column = 0; column < a.GetLength(1); column++)
            {
                mean += a[row, column] / a.GetLength(1);
            }

            for (int column = 0; column < a.GetLength(1); column++)
            {
                a[row, column] -= mean;
            }
        }
    }

    /// <summary>Subtracts each column's mean.</summary>
    /// <returns>The means.</returns>
    public static double[] CenterColumns(double[,] a)
    {
        double[] means = new double[a.GetLength(1)];
        for (int column = 0; column < means.Length; column++)
        {
            for (int row = 0; row < a.GetLength(0); row++)
            {
                means[column] += a[row, column] / a.GetLength(0);
            }

            for (int row = 0; row < a.GetLength(0); row++)
            {
                a[row, column] -= means[column];
            }
        }

        return means;
    }

    /// <summary>Multiplies each column by its factor.</summary>
    public static void ScaleColumns(double[,] a, double[] factors)
    {
        for (int row = 0; row < a.GetLength(0); row++)
        {
            for (int column = 0; column < factors.Length; column++)
            {
                a[row, column] *= factors[column];
            }
        }
    }
}
