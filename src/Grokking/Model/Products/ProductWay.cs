using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grokking.Model.Products;

/// <summary>Which of libtorch's libraries computes the products of dense layers.</summary>
public enum ProductWay
{
    /// <summary>The matrix product that libtorch itself would take: MKL on x64.</summary>
    Plain,

    /// <summary>A convolution with a kernel of one pixel, which libtorch hands to oneDNN.</summary>
    Convolution,
}

/// <summary>
/// Chooses the way by the processor alone, never by the moment: two starts on one machine must choose alike, or a resumed run would not end in the same bytes.
/// <para>
/// MKL uses 512-bit vectors on Intel's processors only; oneDNN uses them wherever they are: 90 against 130 GFLOP/s and more on a Zen 5 core. With vectors of 256 bits both are
/// near a core's peak, and MKL is ahead on older ones (docs/benchmarks.md).
/// </para>
/// </summary>
public static class ProductWays
{
    /// <summary>Below so many multiplications a convolution's own preparations cost what it gains.</summary>
    public const long WorthwhileMultiplications = 6_000_000;

    /// <summary>The way for large products x W and their gradients by x here.</summary>
    public static ProductWay Here { get; } = Of(Vector512.IsHardwareAccelerated && Avx512F.IsSupported, IsIntel());

    /// <summary>The choice in words, as logs and fingerprints give it: results of other ways have other last bits.</summary>
    public static string Description { get; } = Here == ProductWay.Convolution ? "onednn where large and right, else mkl" : "mkl";

    /// <summary>The way for a kind of processor.</summary>
    /// <param name="wide">Whether it has 512-bit vectors that are in use.</param>
    /// <param name="intel">Whether it is one of Intel's.</param>
    public static ProductWay Of(bool wide, bool intel) => wide && !intel ? ProductWay.Convolution : ProductWay.Plain;

    // "GenuineIntel" in the registers of CPUID's leaf 0.
    private static bool IsIntel() => X86Base.IsSupported && X86Base.CpuId(0, 0) is (_, 0x756E6547, 0x6C65746E, 0x49656E69);
}
