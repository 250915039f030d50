using Grokking.Devices;
using Grokking.Numerics;

namespace Grokking.Tests.Numerics;

public class NumericsFingerprintTests
{
    private static readonly ProcessorNumerics Wide = new("avx512-amd", "amd 1a-02", "512 bits, fma", "avx2 avx512f", "L1=48K/1");
    private static readonly CudaIdentity Gpu = new("NVIDIA H200 (80 GB)", "9.0", "12.8");

    [Fact]
    public void The_same_parts_have_the_same_name_which_people_can_read()
    {
        NumericsFingerprint one = NumericsFingerprint.Of(Wide, "none", gpu: null);
        Assert.Equal(one.Id, NumericsFingerprint.Of(Wide with { }, "none", gpu: null).Id);
        Assert.Matches("^avx512-amd-[0-9a-f]{8}$", one.Id);
        Assert.Matches("^nvidia-h200-80-gb-[0-9a-f]{8}$", NumericsFingerprint.Of(Wide, "none", Gpu).Id);
    }

    [Fact]
    public void Whatever_part_differs_the_name_does()
    {
        NumericsFingerprint[] all =
        [
            NumericsFingerprint.Of(Wide, "none", gpu: null),
            NumericsFingerprint.Of(Wide with { Name = "amd 19-01" }, "none", gpu: null),
            NumericsFingerprint.Of(Wide with { Vectors = "256 bits, fma" }, "none", gpu: null),
            NumericsFingerprint.Of(Wide with { Instructions = "avx2" }, "none", gpu: null),
            NumericsFingerprint.Of(Wide with { Caches = "L1=32K/1" }, "none", gpu: null),
            NumericsFingerprint.Of(Wide, "MKL_CBWR=AVX2", gpu: null),
            NumericsFingerprint.Of(Wide, "none", Gpu),
            NumericsFingerprint.Of(Wide, "none", Gpu with { Driver = "12.9" }),
            NumericsFingerprint.Of(Wide, "none", Gpu with { Capability = "10.0" }),
        ];
        Assert.Equal(all.Length, all.Select(each => each.Id).Distinct().Count());
        Assert.Equal(["vectors"], NumericsFingerprint.Differences([all[0], all[2]]));
        Assert.Equal(["processor", "environment"], NumericsFingerprint.Differences([all[0], all[1], all[5]]));
        Assert.Empty(NumericsFingerprint.Differences([all[0], all[0]]));
    }

    [Fact]
    public void Variables_that_choose_kernels_are_named_and_others_are_not()
    {
        Dictionary<string, string> set = new()
        {
            ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
            ["ATEN_CPU_CAPABILITY"] = "default",
            ["MKL_CBWR"] = "",
            ["OMP_NUM_THREADS"] = "4",
        };
        Assert.Equal("ATEN_CPU_CAPABILITY=default ONEDNN_MAX_CPU_ISA=AVX2", NumericsVariables.InForce(set.GetValueOrDefault));
        Assert.Equal("none", NumericsVariables.InForce(_ => null));
    }

    [Fact]
    public void This_machine_says_all_of_itself_and_always_the_same()
    {
        NumericsFingerprint here = NumericsFingerprint.OfProcessor;
        Assert.Equal(
            [
                "device", "processor", "vectors", "instructions", "caches", "environment",
                "products", "libtorch", "torchsharp", "dotnet", "system", "science",
            ],
            here.Parts.Select(part => part.Name));
        Assert.All(here.Parts, part => Assert.NotEmpty(part.Value));
        Assert.NotEqual("absent", here.Parts.Single(part => part.Name == "libtorch").Value);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(ProcessorNumerics.Here(), ProcessorNumerics.Here()));
    }

    [Fact]
    public void A_gpu_that_is_not_there_has_none()
    {
        Assert.Null(CudaIdentity.Of(int.MaxValue));
        Assert.Equal("gpu", CudaIdentity.Unnamed.Slug);
    }
}
