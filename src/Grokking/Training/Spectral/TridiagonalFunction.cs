using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// Functions of a positive tridiagonal matrix T without its eigenvectors. On the spectrum,
/// <code>
/// 1 / √λ      = 2/π ∫ dt / (λ + t²)            so with t = eˣ and the trapezoidal rule, whose error falls like exp(−π²/h),
/// ln√λ / √λ   = 2/π ∫ ln t dt / (λ + t²)       f(T) = Σₖ cₖ (T + tₖ²)⁻¹,  cₖ = 2h/π · tₖ · (α + β ln tₖ)
/// </code>
/// (Hale, Higham and Trefethen 2008). An inverse of a tridiagonal matrix costs two recurrences: with δ, η the pivots of its factorisations from the top and from the bottom,
/// <code>
/// Gᵢᵢ = 1 / (δᵢ + ηᵢ − dᵢ − s)        Gᵢⱼ₊₁ = −eⱼ / ηⱼ₊₁ · Gᵢⱼ   for j ≥ i
/// </code>
/// The nodes go through the recurrences side by side in a vector's lanes; the sum over nodes is done for eight rows at a time.
/// </summary>
/// <remarks>
/// T gets 10⁻¹⁵ of its trace on the diagonal, which is what float64 rounding leaves uncertain anyway. So singular values below 3·10⁻⁸ of the largest are not resolved; float32
/// weights know no smaller ones. The nodes then span a fixed range, whatever the matrix, with a relative error of about 5·10⁻⁶ throughout.
/// </remarks>
/// <param name="capacity">Largest n.</param>
internal sealed class TridiagonalFunction(int capacity)
{
    private const int Nodes = 56;
    private const double Ridge = 1e-15; // of the trace
    private const double Smallest = 1e-280; // of a trace whose nodes are still numbers
    private const double Tail = 12.5;   // ln of how far the nodes reach beyond the spectrum on either side

    private static readonly int Lanes = Vector512<double>.Count;
    private static readonly Vector512<double>[] LaneMasks = [.. Enumerable.Range(0, Vector512<double>.Count).Select(LaneMask)];

    private readonly double[] shift = new double[Nodes];              // tₖ²
    private readonly double[] logarithm = new double[Nodes];          // ln tₖ
    private readonly double[] quadrature = new double[Nodes];         // 2h/π tₖ
    private readonly double[] coefficient = new double[Nodes];        // cₖ
    private readonly double[] trace = new double[Nodes];              // tr T (T + tₖ²)⁻¹
    private readonly double[] pivot = new double[Nodes];              // δ
    private readonly double[] fromBelow = new double[capacity * Nodes]; // η
    private readonly double[] diagonal = new double[capacity * Nodes];  // Gᵢᵢ
    private readonly double[] ratio = new double[capacity * Nodes];     // −eⱼ / ηⱼ₊₁
    private readonly double[] running = new double[Nodes * Vector512<double>.Count];

    /// <summary>Σ √λ.</summary>
    public double SumOfRoots { get; private set; }

    /// <summary>Σ √λ ln √λ.</summary>
    public double SumOfRootLogarithms { get; private set; }

    /// <summary>Takes T up and computes the sums over its spectrum.</summary>
    /// <param name="d">Diagonal, (n).</param>
    /// <param name="e">Off-diagonal, (n − 1).</param>
    /// <returns>Whether T is more than zero.</returns>
    public bool Factorize(ReadOnlySpan<double> d, ReadOnlySpan<double> e)
    {
        double total = 0;
        foreach (double each in d)
        {
            total += each;
        }

        if (!(total > Smallest))
        {
            return false;
        }

        PlaceNodes(total);
        Recur(d, e, Ridge * total);
        (SumOfRoots, SumOfRootLogarithms) = (0, 0);
        for (int k = 0; k < Nodes; k++)
        {
            SumOfRoots += quadrature[k] * trace[k];
            SumOfRootLogarithms += quadrature[k] * logarithm[k] * trace[k];
        }

        return true;
    }

    /// <summary>Φ = α T^(−1/2) + β T^(−1/2) ln √T of the T that was factorised.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="beta">β.</param>
    /// <param name="n">Size of T.</param>
    /// <param name="phi">(n, padded n), both triangles; columns beyond n become zero.</param>
    public void Evaluate(double alpha, double beta, int n, Span<double> phi)
    {
        int stride = GramMatrix.Padded(n);
        for (int k = 0; k < Nodes; k++)
        {
            coefficient[k] = quadrature[k] * (alpha + (beta * logarithm[k]));
        }

        for (int i = 0; i < n; i += Lanes)
        {
            EightColumns(i, n, stride, phi);
        }

        for (int i = 0; i < n; i++)
        {
            Span<double> row = phi.Slice(i * stride, stride);
            row[n..].Clear();
            for (int j = i + 1; j < n; j++)
            {
                row[j] = phi[(j * stride) + i];
            }
        }
    }

    private void PlaceNodes(double total)
    {
        double low = (0.5 * Math.Log(Ridge * total)) - Tail;
        double high = (0.5 * Math.Log(total)) + Tail;
        double step = (high - low) / (Nodes - 1);
        for (int k = 0; k < Nodes; k++)
        {
            logarithm[k] = low + (k * step);
            double t = Math.Exp(logarithm[k]);
            shift[k] = t * t;
            quadrature[k] = 2 * step / Math.PI * t;
        }
    }

    private void Recur(ReadOnlySpan<double> d, ReadOnlySpan<double> e, double ridge)
    {
        int n = d.Length;
        for (int lane = 0; lane < Nodes; lane += Lanes)
        {
            Vector512<double> s = Vector512.Create<double>(shift.AsSpan(lane)) + Vector512.Create(ridge);
            Vector512<double> eta = s + Vector512.Create(d[n - 1]);
            eta.CopyTo(fromBelow.AsSpan(((n - 1) * Nodes) + lane));
            for (int i = n - 2; i >= 0; i--)
            {
                Vector512<double> quotient = Vector512.Create(-e[i]) / eta;
                quotient.CopyTo(ratio.AsSpan((i * Nodes) + lane));
                eta = Vector512.FusedMultiplyAdd(quotient, Vector512.Create(e[i]), s + Vector512.Create(d[i]));
                eta.CopyTo(fromBelow.AsSpan((i * Nodes) + lane));
            }

            Vector512<double> delta = s + Vector512.Create(d[0]);
            Vector512<double> sum = Vector512<double>.Zero;
            for (int i = 0; i < n; i++)
            {
                Vector512<double> entry = s + Vector512.Create(d[i]);
                delta = i == 0 ? entry : entry - (Vector512.Create(e[i - 1] * e[i - 1]) / delta);
                Vector512<double> g = Vector512<double>.One / (delta + Vector512.Create<double>(fromBelow.AsSpan((i * Nodes) + lane)) - entry);
                g.CopyTo(diagonal.AsSpan((i * Nodes) + lane));
                sum = Vector512.FusedMultiplyAdd(g, Vector512.Create(d[i] + ridge), sum);
                if (i < n - 1)
                {
                    sum = Vector512.FusedMultiplyAdd(g * Vector512.Create<double>(ratio.AsSpan((i * Nodes) + lane)), Vector512.Create(2 * e[i]), sum);
                }
            }

            sum.CopyTo(trace.AsSpan(lane));
        }
    }

    // Columns i … i + 7 from the diagonal down, into rows j ≥ i. Lane l holds column i + l, which begins at row i + l.
    private void EightColumns(int i, int n, int stride, Span<double> phi)
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(running);
        running.AsSpan().Clear();
        for (int j = i; j < n; j++)
        {
            ref double r = ref MemoryMarshal.GetReference(ratio.AsSpan(Math.Max(j - 1, 0) * Nodes));
            Vector512<double> even = Vector512<double>.Zero;
            Vector512<double> odd = Vector512<double>.Zero;
            if (j < i + Lanes)
            {
                Vector512<double> mask = LaneMasks[j - i];
                for (int k = 0; k < Nodes; k++)
                {
                    Vector512<double> value = Vector512.LoadUnsafe(ref x, (nuint)(k * Lanes)) * Unsafe.Add(ref r, k);
                    value = Vector512.ConditionalSelect(mask, Vector512.Create(coefficient[k] * diagonal[(j * Nodes) + k]), value);
                    value.StoreUnsafe(ref x, (nuint)(k * Lanes));
                    even += value;
                }
            }
            else
            {
                for (int k = 0; k < Nodes; k += 2)
                {
                    Vector512<double> first = Vector512.LoadUnsafe(ref x, (nuint)(k * Lanes)) * Unsafe.Add(ref r, k);
                    Vector512<double> second = Vector512.LoadUnsafe(ref x, (nuint)((k + 1) * Lanes)) * Unsafe.Add(ref r, k + 1);
                    first.StoreUnsafe(ref x, (nuint)(k * Lanes));
                    second.StoreUnsafe(ref x, (nuint)((k + 1) * Lanes));
                    even += first;
                    odd += second;
                }
            }

            (even + odd).CopyTo(phi.Slice((j * stride) + i, Lanes));
        }
    }

    private static Vector512<double> LaneMask(int lane)
    {
        Span<double> mask = stackalloc double[Vector512<double>.Count];
        mask.Clear();
        mask[lane] = BitConverter.Int64BitsToDouble(-1);
        return Vector512.Create<double>(mask);
    }
}
