using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Grokking.Numerics;

/// <summary>What of a processor libraries look at when they choose a kernel and its blocks.</summary>
/// <param name="Slug">Vectors and vendor in short, such as <c>avx512-amd</c>.</param>
/// <param name="Name">Vendor, family and model, such as <c>amd 1a-02</c>.</param>
/// <param name="Vectors">What .NET computes with, also where a setting holds it back, such as <c>512 bits, fma</c>.</param>
/// <param name="Instructions">Instruction sets that kernels are written for, as the processor reports them.</param>
/// <param name="Caches">
/// Data caches and how many threads share each: oneDNN cuts products into blocks by them, which is another order of additions.
/// </param>
internal sealed record ProcessorNumerics(string Slug, string Name, string Vectors, string Instructions, string Caches)
{
    private const string NotReported = "not reported";
    private const int BasicLeaf = 0;
    private const int SignatureLeaf = 1;
    private const int CacheLeaf = 4;
    private const int FeatureLeaf = 7;
    private const int LargestExtendedLeaf = unchecked((int)0x80000000);
    private const int AmdCacheLeaf = unchecked((int)0x8000001D);
    private const int HybridBit = 15;
    private const int InstructionCache = 2;

    // Where each stands: leaf, subleaf, register, bit.
    private static readonly (string Name, int Leaf, int Part, Register Register, int Bit)[] Features =
    [
        ("sse4.1", SignatureLeaf, 0, Register.Ecx, 19),
        ("sse4.2", SignatureLeaf, 0, Register.Ecx, 20),
        ("avx", SignatureLeaf, 0, Register.Ecx, 28),
        ("fma", SignatureLeaf, 0, Register.Ecx, 12),
        ("f16c", SignatureLeaf, 0, Register.Ecx, 29),
        ("avx2", FeatureLeaf, 0, Register.Ebx, 5),
        ("avx512f", FeatureLeaf, 0, Register.Ebx, 16),
        ("avx512dq", FeatureLeaf, 0, Register.Ebx, 17),
        ("avx512cd", FeatureLeaf, 0, Register.Ebx, 28),
        ("avx512bw", FeatureLeaf, 0, Register.Ebx, 30),
        ("avx512vl", FeatureLeaf, 0, Register.Ebx, 31),
        ("avx512_vbmi", FeatureLeaf, 0, Register.Ecx, 1),
        ("avx512_vnni", FeatureLeaf, 0, Register.Ecx, 11),
        ("avx512_fp16", FeatureLeaf, 0, Register.Edx, 23),
        ("amx_bf16", FeatureLeaf, 0, Register.Edx, 22),
        ("amx_tile", FeatureLeaf, 0, Register.Edx, 24),
        ("amx_int8", FeatureLeaf, 0, Register.Edx, 25),
        ("avx_vnni", FeatureLeaf, 1, Register.Eax, 4),
        ("avx512_bf16", FeatureLeaf, 1, Register.Eax, 5),
        ("amx_fp16", FeatureLeaf, 1, Register.Eax, 21),
        ("avx_ifma", FeatureLeaf, 1, Register.Eax, 23),
        ("avx10", FeatureLeaf, 1, Register.Edx, 19),
    ];

    private enum Register
    {
        Eax,
        Ebx,
        Ecx,
        Edx,
    }

    /// <summary>This machine's.</summary>
    public static ProcessorNumerics Here()
    {
        string vendor = X86Base.IsSupported ? Vendor() : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        (string width, int bits) = Vector512.IsHardwareAccelerated ? ("avx512", 512)
            : Vector256.IsHardwareAccelerated ? ("avx2", 256)
            : Vector128.IsHardwareAccelerated ? (AdvSimd.IsSupported ? "neon" : "sse", 128)
            : ("scalar", 0);
        return new(
            $"{width}-{vendor}",
            X86Base.IsSupported ? $"{vendor} {Model()}" : vendor,
            string.Create(CultureInfo.InvariantCulture, $"{bits} bits, {(Fma.IsSupported || AdvSimd.IsSupported ? "fma" : "no fma")}"),
            X86Base.IsSupported ? Join(InstructionSets()) : NotReported,
            X86Base.IsSupported ? Join(DataCaches()) : NotReported);

        static string Join(IEnumerable<string> texts) => string.Join(' ', texts) is { Length: > 0 } joined ? joined : NotReported;
    }

    private static string Vendor()
    {
        (_, int ebx, int ecx, int edx) = X86Base.CpuId(BasicLeaf, 0);
        byte[] letters = [.. BitConverter.GetBytes(ebx), .. BitConverter.GetBytes(edx), .. BitConverter.GetBytes(ecx)];
        string name = Encoding.ASCII.GetString(letters);
        return name switch
        {
            "GenuineIntel" => "intel",
            "AuthenticAMD" => "amd",
            "HygonGenuine" => "hygon",
            _ => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant(),
        };
    }

    private static IEnumerable<string> InstructionSets() =>
        Features.Where(each => Has(each.Leaf, each.Part, each.Register, each.Bit)).Select(each => each.Name);

    // Display family and model, without the stepping: steppings of a model run the same kernels.
    private static string Model()
    {
        int signature = X86Base.CpuId(SignatureLeaf, 0).Eax;
        int family = (signature >> 8) & 0xF;
        int model = ((signature >> 4) & 0xF) | ((signature >> 12) & 0xF0);
        return $"{(family == 0xF ? family + ((signature >> 20) & 0xFF) : family):x2}-{model:x2}";
    }

    // A processor of two kinds of cores reports the caches of whichever core is asked: nothing that a machine could be named by.
    private static IEnumerable<string> DataCaches()
    {
        int largest = X86Base.CpuId(LargestExtendedLeaf, 0).Eax;
        int leaf = Vendor() != "intel" && largest < 0 && largest >= AmdCacheLeaf ? AmdCacheLeaf : CacheLeaf;
        if (Has(FeatureLeaf, 0, Register.Edx, HybridBit) || (leaf == CacheLeaf && X86Base.CpuId(BasicLeaf, 0).Eax < CacheLeaf))
        {
            yield break;
        }

        for (int i = 0; X86Base.CpuId(leaf, i) is var (eax, ebx, sets, _) && (eax & 0x1F) != 0; i++)
        {
            if ((eax & 0x1F) != InstructionCache)
            {
                (long ways, long partitions, long line) = (((ebx >> 22) & 0x3FF) + 1, ((ebx >> 12) & 0x3FF) + 1, (ebx & 0xFFF) + 1);
                long kilobytes = ways * partitions * line * (sets + 1) >> 10;
                yield return string.Create(CultureInfo.InvariantCulture, $"L{(eax >> 5) & 7}={kilobytes}K/{((eax >> 14) & 0xFFF) + 1}");
            }
        }
    }

    private static bool Has(int leaf, int part, Register register, int bit)
    {
        if (X86Base.CpuId(BasicLeaf, 0).Eax < leaf)
        {
            return false;
        }

        (int eax, int ebx, int ecx, int edx) = X86Base.CpuId(leaf, part);
        int value = register switch
        {
            Register.Eax => eax,
            Register.Ebx => ebx,
            Register.Ecx => ecx,
            _ => edx,
        };
        return ((value >> bit) & 1) != 0;
    }
}
