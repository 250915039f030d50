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
/// Chooses the way by the processor and the shape alone, never by the moment: two starts on one machine must choose alike, or a resumed
/// run would not end in the same bytes.
/// <para>
/// MKL uses 512-bit vectors on Intel's processors only; oneDNN uses them wherever they are: 90 against 130 GFLOP/s and more on a Zen 5
/// core. With vectors of 256 bits both are
/// near a core's peak, MKL ahead on older ones, but for one kind of shape: of many rows and no more columns in the result than terms in a
/// sum MKL takes a tenth to a third more time
/// (docs/decisions/0017-written-out-gradient.md).
/// </para>
/// </summary>
public static class ProductWays
{
    // Below so many multiplications a convolution's own preparations cost what it gains.
    private const long WorthwhileMultiplications = 6_000_000;

    // All positions of a batch have as many rows, one position has not.
    private const long ManyRows = 1024;

    private static readonly bool Wide = Vector512.IsHardwareAccelerated && Avx512F.IsSupported && !IsIntel();

    /// <summary>The choice in words, as logs and fingerprints give it: results of other ways have other last bits.</summary>
    public static string Description { get; } = Wide ? "onednn where large and right, else mkl" : "onednn where tall and right, else mkl";

    /// <summary>The way for a product here.</summary>
    /// <param name="rows">Of the result.</param>
    /// <param name="inner">Terms of each sum.</param>
    /// <param name="columns">Of the result.</param>
    public static ProductWay Of(long rows, long inner, long columns) => Of(Wide, rows, inner, columns);

    /// <summary>The way for a kind of processor.</summary>
    /// <param name="wide">Whether it has 512-bit vectors that are in use, and is none of Intel's.</param>
    /// <param name="rows">Of the result.</param>
    /// <param name="inner">Terms of each sum.</param>
    /// <param name="columns">Of the result.</param>
    public static ProductWay Of(bool wide, long rows, long inner, long columns) =>
        wide ? (rows * inner * columns >= WorthwhileMultiplications ? ProductWay.Convolution : ProductWay.Plain)
        : rows >= ManyRows && columns <= inner && rows * inner * columns >= WorthwhileMultiplications ? ProductWay.Convolution
        : ProductWay.Plain;

    // "GenuineIntel" in the registers of CPUID's leaf 0.
    private static bool IsIntel() => X86Base.IsSupported && X86Base.CpuId(0, 0) is (_, 0x756E6547, 0x6C65746E, 0x49656E69);
}
