using System.Collections.Concurrent;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>
/// Arithmetic of tensors with numbers that stay alive. TorchSharp 0.107 wraps every number, also the hidden factor 1 of <c>a + b</c>, in a scalar with a
/// finaliser and hands only its address to libtorch: a garbage collection on another thread can free it while it is in use. With one collecting in a loop,
/// 5 of 20,000 sums failed; a wrong result is as possible (dotnet/TorchSharp pull requests 1434 and 1496). The operators are banned in the product's sources.
/// </summary>
public static class KeptScalar
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = [];
    private static readonly ConcurrentDictionary<long, Scalar> Wholes = [];
    private static readonly Scalar One = Of(1L);

    /// <summary>A real number as a scalar that is never freed; for the few constants of a formula.</summary>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, number => number.ToScalar());

    /// <summary>A whole number as a scalar that is never freed.</summary>
    public static Scalar Of(long value) => Wholes.GetOrAdd(value, number => number.ToScalar());

    /// <summary>start, start + 1, … below <paramref name="stop"/>, (stop − start).</summary>
    public static Tensor Range(long start, long stop, torch.ScalarType type, torch.Device device) =>
        torch.arange(Of(start), Of(stop), One, type, device);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a + b for a number b.</summary>
    public static Tensor Plus(this Tensor a, double b) => a.add(Of(b), One);

    /// <summary>a + b for whole numbers; keeps an integer tensor one.</summary>
    public static Tensor Plus(this Tensor a, long b) => a.add(Of(b), One);

    /// <summary>a ← a + b.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a ← a + b for whole numbers.</summary>
    public static Tensor PlusInPlace(this Tensor a, long b) => a.add_(Of(b), One);

    /// <summary>a · b for a number b.</summary>
    public static Tensor Times(this Tensor a, double b) => a.mul(Of(b));

    /// <summary>a · a; libtorch's own square is a power, with a number for its exponent.</summary>
    public static Tensor Squared(this Tensor a) => a * a;

    /// <summary>a held at b or above.</summary>
    public static Tensor AtLeast(this Tensor a, double b) => a.clamp_min(Of(b));
}
