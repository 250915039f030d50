using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Grokking.Model;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace GrokCluster.Client.Benchmarks;

/// <summary>What one core of this machine can do: what the arithmetic of a loop is divided by for its floor.</summary>
/// <param name="ProductsPerSecond">Floating-point operations a second of a float32 matrix product of a training's size, 512 × 128 × 512, by the fastest form there is here.</param>
/// <param name="LibraryProductsPerSecond">The same by libtorch's plain matrix product.</param>
/// <param name="DoubleOperationsPerSecond">Float64 operations a second that stay in registers.</param>
/// <param name="BytesPerSecond">Bytes a second, read and written, of a copy of 8 MB.</param>
public sealed record MachineRates(double ProductsPerSecond, double LibraryProductsPerSecond, double DoubleOperationsPerSecond, double BytesPerSecond)
{
    private const int Repetitions = 200;
    private const int Trials = 5;

    /// <summary>Measures this thread's core; best of five, as a floor should be.</summary>
    public static MachineRates Measure()
    {
        const int Rows = 512, Inputs = 128, Outputs = 512;
        const double Operations = 2.0 * Rows * Inputs * Outputs * Repetitions;
        FreedMemory.Keep();
        using var noGradients = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor x = torch.randn(1, Rows, Inputs);
        Tensor kernel = torch.randn(1, Inputs, Outputs);
        double product = Best(() => Repeat(() => DenseLayer.Product(x, kernel)));
        double library = Best(() => Repeat(() => torch.bmm(x, kernel)));
        byte[] source = new byte[8 << 20];
        byte[] target = new byte[source.Length];
        double copy = Best(() => Repeat(() => source.AsSpan().CopyTo(target)));
        double doubles = Best(() => Sink = Vector512.IsHardwareAccelerated ? Multiply512(1 << 20) : Multiply256(1 << 20));
        return new(Operations / product, Operations / library, (1 << 20) * 16.0 * (Vector512.IsHardwareAccelerated ? Vector512<double>.Count : Vector256<double>.Count) / doubles, 2.0 * source.Length * Repetitions / copy);
    }

    private static double Sink { get; set; }

    private static void Repeat(Action action)
    {
        for (int i = 0; i < Repetitions; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            action();
        }
    }

    private static double Best(Action action)
    {
        double best = double.PositiveInfinity;
        for (int trial = 0; trial < Trials; trial++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    // Eight independent chains hide the latency of a fused multiplication and addition.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Multiply512(int rounds)
    {
        Vector512<double> factor = Vector512.Create(0.999), a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor;
        for (int i = 0; i < rounds; i++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, factor);
            b = Vector512.FusedMultiplyAdd(b, factor, factor);
            c = Vector512.FusedMultiplyAdd(c, factor, factor);
            d = Vector512.FusedMultiplyAdd(d, factor, factor);
            e = Vector512.FusedMultiplyAdd(e, factor, factor);
            f = Vector512.FusedMultiplyAdd(f, factor, factor);
            g = Vector512.FusedMultiplyAdd(g, factor, factor);
            h = Vector512.FusedMultiplyAdd(h, factor, factor);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static double Multiply256(int rounds)
    {
        Vector256<double> factor = Vector256.Create(0.999), a = factor, b = factor, c = factor, d = factor, e = factor, f = factor, g = factor, h = factor;
        for (int i = 0; i < rounds; i++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, factor);
            b = Vector256.FusedMultiplyAdd(b, factor, factor);
            c = Vector256.FusedMultiplyAdd(c, factor, factor);
            d = Vector256.FusedMultiplyAdd(d, factor, factor);
            e = Vector256.FusedMultiplyAdd(e, factor, factor);
            f = Vector256.FusedMultiplyAdd(f, factor, factor);
            g = Vector256.FusedMultiplyAdd(g, factor, factor);
            h = Vector256.FusedMultiplyAdd(h, factor, factor);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }
}
