using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Grokking.Training.Spectral;

/// <summary>
/// f(B) = P f(S) Rᵀ of an upper bidiagonal B = P S Rᵀ without its singular vectors, for the slope of the spectral entropy as f: by <see cref="EntropyQuadrature"/>,
/// <code>
/// f(B) = B Φ,   Φ = Σₖ cₖ (BᵀB + tₖ²)⁻¹ + c
/// </code>
/// An inverse of a tridiagonal matrix costs two recurrences, and BᵀB need not be formed: with its diagonal b and other diagonal c, s = t², the quotient-difference
/// recurrences (Fernando and Parlett 1994) add and multiply positive numbers alone, so every element is right to rounding however small b is. From below and above
/// <code>
/// pₙ = bₙ² + s,   ηᵢ = pᵢ + cᵢ₋₁²,   pᵢ = s + bᵢ² pᵢ₊₁ / ηᵢ₊₁        q₁ = 0,   qᵢ₊₁ = cᵢ² (s + qᵢ) / (bᵢ² + s + qᵢ)
/// Gᵢᵢ = 1 / (pᵢ + qᵢ)        Gᵢⱼ₊₁ = −bⱼ cⱼ / ηⱼ₊₁ · Gᵢⱼ   for j ≥ i        tr BᵀB G = n − s tr G
/// </code>
/// The poles go through the recurrences side by side in a register; the sum over them is done for as many columns at a time as a register holds.
/// </summary>
/// <param name="capacity">Largest n.</param>
internal sealed class BidiagonalFunction(int capacity)
{
    private const int Poles = EntropyQuadrature.Poles;

    // Far below float32's rounding of W, and where h is what the authors' guard makes it for a singular value of zero.
    private const double Least = 1e-11;

    private readonly EntropyQuadrature quadrature = new();
    private readonly double[] traces = new double[Poles];
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

    private void Recur<TLanes>(ReadOnlySpan<double> b, ReadOnlySpan<double> c)
        where TLanes : struct, ILanes<TLanes>
    {
        int n = b.Length;
        ref double shifts = ref MemoryMarshal.GetReference(EntropyQuadrature.Shifts);
        ref double ps = ref MemoryMarshal.GetArrayDataReference(fromBelow);
        ref double gs = ref MemoryMarshal.GetArrayDataReference(diagonal);
        ref double ratios = ref MemoryMarshal.GetArrayDataReference(ratio);
        TLanes one = TLanes.Create(1);
        for (int k = 0; k < Poles; k += TLanes.Count)
        {
            TLanes s = TLanes.Load(ref shifts, k);
            TLanes p = s + TLanes.Create(b[n - 1] * b[n - 1]);
            p.Store(ref ps, ((n - 1) * Poles) + k);
            for (int i = n - 2; i >= 0; i--)
            {
                TLanes inverse = one / (p + TLanes.Create(c[i] * c[i]));
                (TLanes.Create(-b[i] * c[i]) * inverse).Store(ref ratios, (i * Poles) + k);
                p = TLanes.MultiplyAdd(TLanes.Create(b[i] * b[i]) * p, inverse, s);
                p.Store(ref ps, (i * Poles) + k);
            }

            TLanes q = default;
            TLanes sum = default;
            for (int i = 0; i < n; i++)
            {
                TLanes g = one / (TLanes.Load(ref ps, (i * Poles) + k) + q);
                g.Store(ref gs, (i * Poles) + k);
                sum += g;
                if (i < n - 1)
                {
                    TLanes shifted = s + q;
                    q = TLanes.Create(c[i] * c[i]) * (shifted / (TLanes.Create(b[i] * b[i]) + shifted));
                }
            }

            TLanes.MultiplyAdd(TLanes.Create(-1) * s, sum, TLanes.Create(n)).Store(ref MemoryMarshal.GetArrayDataReference(traces), k);
        }
    }

    // Columns i … from the diagonal down, into rows j ≥ i. Lane l holds column i + l, which begins at row i + l.
    private void Columns<TLanes>(int i, int n, int stride, Span<double> phi)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(running);
        ReadOnlySpan<double> weights = quadrature.Weights;
        running.AsSpan().Clear();
        for (int j = i; j < n; j++)
        {
            TLanes even = default;
            TLanes odd = default;
            if (j > i)
            {
                ReadOnlySpan<double> r = ratio.AsSpan((j - 1) * Poles, Poles);
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

            ref double sums = ref MemoryMarshal.GetReference(phi.Slice((j * stride) + i, TLanes.Count));
            (even + odd).Store(ref sums, 0);
            if (j < i + TLanes.Count)
            {
                double sum = 0;
                ReadOnlySpan<double> g = diagonal.AsSpan(j * Poles, Poles);
                for (int k = 0; k < Poles; k++)
                {
                    double value = weights[k] * g[k];
                    running[(k * TLanes.Count) + j - i] = value;
                    sum += value;
                }

                phi[(j * stride) + j] = sum;
            }
        }
    }
}
