using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// f(B) = P f(S) Rᵀ of an upper bidiagonal B = P S Rᵀ without its singular vectors, for the slope of the spectral entropy as f: by <see
/// cref="EntropyQuadrature"/>,
/// <code>
/// f(B) = B Φ,   Φ = Σₖ cₖ (BᵀB + tₖ²)⁻¹ + c
/// </code>
/// An inverse of a tridiagonal matrix costs two recurrences, and BᵀB need not be formed: with its diagonal b and other diagonal c, s = t²,
/// the quotient-difference
/// recurrences (Fernando and Parlett 1994) add and multiply positive numbers alone, so every element is right to rounding however small b
/// is. From below and above
/// <code>
/// pₙ = bₙ² + s,   ηᵢ = pᵢ + cᵢ₋₁²,   pᵢ = s + bᵢ² pᵢ₊₁ / ηᵢ₊₁        q₁ = 0,   qᵢ₊₁ = cᵢ² (s + qᵢ) / (bᵢ² + s + qᵢ)
/// Gᵢᵢ = 1 / (pᵢ + qᵢ)        Gᵢⱼ₊₁ = −bⱼ cⱼ / ηⱼ₊₁ · Gᵢⱼ   for j ≥ i        tr BᵀB G = n − s tr G
/// </code>
/// The poles go through the recurrences side by side in a register; the sum over them is done for as many columns at a time as a register
/// holds.
/// </summary>
/// <param name="capacity">Largest n.</param>
internal sealed class BidiagonalFunction(int capacity)
{
    private const int Poles = EntropyQuadrature.Poles;

    // Far below float32's rounding of W, and where h is what the authors' guard makes it for a singular value of zero.
    private const double Least = 1e-11;

    // Row l is 1 in lane l.
    private static readonly double[] Units =
        [.. from row in Enumerable.Range(0, 8) from column in Enumerable.Range(0, 8) select row == column ? 1.0 : 0];

    private readonly EntropyQuadrature quadrature = new();
    private readonly double[] traces = new double[Poles];
    private readonly double[] fromAbove = new double[Poles];           // q
    private readonly double[] fromBelow = new double[capacity * Poles]; // p
    private readonly double[] diagonal = new double[capacity * Poles];  // Gᵢᵢ
    private readonly double[] ratio = new double[capacity * Poles];     // −bⱼ cⱼ / ηⱼ₊₁
    private readonly double[] running = new double[Poles * Vector512<double>.Count];

    /// <summary>Φ for f = ∂H/∂σ.</summary>
    /// <param name="b">B's diagonal, (n). Changed: it comes back in units of B's norm.</param>
    /// <param name="c">B's other diagonal, (n − 1), likewise.</param>
    /// <param name="norm">B's norm.</param>
    /// <param name="factor">Of the whole.</param>
    /// <param name="phi">(n, stride of n), both triangles, in units of B's norm; zero beyond column n.</param>
    public void Evaluate(Span<double> b, Span<double> c, double norm, double factor, Span<double> phi)
    {
        foreach (ref double each in b)
        {
            each = Math.CopySign(Math.Max(Math.Abs(each) / norm, Least), each);
        }

        foreach (ref double each in c)
        {
            each /= norm;
        }

        if (Vector512.IsHardwareAccelerated)
        {
            Evaluate<Lanes512>(b, c, factor, phi);
        }
        else
        {
            Evaluate<Lanes256>(b, c, factor, phi);
        }
    }

    /// <summary>‖B⁻¹‖, the root of tr (BᵀB)⁻¹, which is at least 1 / σ_min.</summary>
    public static double NormOfInverse(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
    {
        double p = b[^1] * b[^1];
        double trace = 1 / p;
        for (int i = c.Length - 1; i >= 0; i--)
        {
            p = b[i] * b[i] * (p / (p + (c[i] * c[i])));
            trace += 1 / p;
        }

        return Math.Sqrt(trace);
    }

    private void Evaluate<TLanes>(ReadOnlySpan<double> b, ReadOnlySpan<double> c, double factor, Span<double> phi)
        where TLanes : struct, ILanes<TLanes>
    {
        int n = b.Length;
        int stride = MatrixProduct.Stride(n);
        Recur<TLanes>(b, c);
        quadrature.Weigh(traces, factor);
        for (int i = 0; i < n; i += TLanes.Count)
        {
            Columns<TLanes>(i, n, stride, phi);
        }

        for (int i = 0; i < n; i++)
        {
            Span<double> row = phi.Slice(i * stride, stride);
            row[i] += quadrature.Linear;
            row[n..].Clear();
        }

        WidenedMatrix.MirrorLower(phi, n, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Recur<TLanes>(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
        where TLanes : struct, ILanes<TLanes>
    {
        int n = b.Length;
        ref double shifts = ref MemoryMarshal.GetReference(EntropyQuadrature.Shifts);
        ref double ps = ref MemoryMarshal.GetArrayDataReference(fromBelow);
        ref double gs = ref MemoryMarshal.GetArrayDataReference(diagonal);
        ref double ratios = ref MemoryMarshal.GetArrayDataReference(ratio);
        TLanes one = TLanes.Create(1);

        // Pole after pole within a row: each waits for a division of the row before, and they wait together.
        for (int i = n - 1; i >= 0; i--)
        {
            TLanes square = TLanes.Create(b[i] * b[i]);
            TLanes product = i < n - 1 ? TLanes.Create(-b[i] * c[i]) : default;
            TLanes besides = i < n - 1 ? TLanes.Create(c[i] * c[i]) : default;
            for (int k = 0; k < Poles; k += TLanes.Count)
            {
                TLanes s = TLanes.Load(ref shifts, k);
                if (i == n - 1)
                {
                    (s + square).Store(ref ps, (i * Poles) + k);
                    continue;
                }

                TLanes p = TLanes.Load(ref ps, ((i + 1) * Poles) + k);
                TLanes inverse = one / (p + besides);
                (product * inverse).Store(ref ratios, (i * Poles) + k);
                TLanes.MultiplyAdd(square * p, inverse, s).Store(ref ps, (i * Poles) + k);
            }
        }

        ref double qs = ref MemoryMarshal.GetArrayDataReference(fromAbove);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(traces);
        fromAbove.AsSpan().Clear();
        traces.AsSpan().Clear();
        for (int i = 0; i < n; i++)
        {
            TLanes square = TLanes.Create(b[i] * b[i]);
            TLanes besides = i < n - 1 ? TLanes.Create(c[i] * c[i]) : default;
            for (int k = 0; k < Poles; k += TLanes.Count)
            {
                TLanes q = TLanes.Load(ref qs, k);
                TLanes g = one / (TLanes.Load(ref ps, (i * Poles) + k) + q);
                g.Store(ref gs, (i * Poles) + k);
                (TLanes.Load(ref sums, k) + g).Store(ref sums, k);
                TLanes shifted = TLanes.Load(ref shifts, k) + q;
                (besides * (shifted / (square + shifted))).Store(ref qs, k);
            }
        }

        for (int k = 0; k < Poles; k++)
        {
            traces[k] = n - (EntropyQuadrature.Shifts[k] * traces[k]);
        }
    }

    // Columns i … from the diagonal down, into rows j ≥ i. Lane l holds column i + l, which begins at row i + l.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Columns<TLanes>(int i, int n, int stride, Span<double> phi)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(running);
        ReadOnlySpan<double> weights = quadrature.Weights;
        running.AsSpan().Clear();
        for (int j = i; j < n; j++)
        {
            ReadOnlySpan<double> r = ratio.AsSpan(Math.Max(j - 1, 0) * Poles, Poles);
            TLanes even = default;
            TLanes odd = default;
            if (j < i + TLanes.Count)
            {
                TLanes unit = TLanes.Load(ref MemoryMarshal.GetArrayDataReference(Units), (j - i) * Vector512<double>.Count);
                ReadOnlySpan<double> g = diagonal.AsSpan(j * Poles, Poles);
                for (int k = 0; k < Poles; k++)
                {
                    TLanes value = TLanes.Load(ref x, k * TLanes.Count) * TLanes.Create(r[k]);
                    value = TLanes.MultiplyAdd(unit, TLanes.Create(weights[k] * g[k]), value);
                    value.Store(ref x, k * TLanes.Count);
                    even += value;
                }
            }
            else
            {
                for (int k = 0; k < Poles; k += 2)
                {
                    TLanes first = TLanes.Load(ref x, k * TLanes.Count) * TLanes.Create(r[k]);
                    TLanes second = TLanes.Load(ref x, (k + 1) * TLanes.Count) * TLanes.Create(r[k + 1]);
                    first.Store(ref x, k * TLanes.Count);
                    second.Store(ref x, (k + 1) * TLanes.Count);
                    even += first;
                    odd += second;
                }
            }

            (even + odd).Store(ref MemoryMarshal.GetReference(phi.Slice((j * stride) + i, TLanes.Count)), 0);
        }
    }
}
