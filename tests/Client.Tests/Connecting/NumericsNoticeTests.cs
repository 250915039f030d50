using GrokCluster.Client.Connecting;
using GrokCluster.Grains.Devices;
using Grokking.Numerics;

namespace GrokCluster.Client.Tests.Connecting;

public class NumericsNoticeTests
{
    private static readonly NumericsPart Processor = new("processor", "amd 1a-02");
    private static readonly NumericsFingerprint Wide = new("avx512-amd-1a2b3c4d", [Processor, new("vectors", "512 bits, fma")]);
    private static readonly NumericsFingerprint Narrow = new("avx2-amd-5e6f7081", [Processor, new("vectors", "256 bits, fma")]);

    [Fact]
    public void A_cluster_of_one_kind_or_that_does_not_say_is_told_nothing()
    {
        Assert.Empty(NumericsNotice.Lines([]));
        Assert.Empty(NumericsNotice.Lines(
            [Silo("a", ("cpu", Wide)), Silo("b", ("cpu", Wide)), Silo("old", ("cpu", null)), Silo("gpu", ("cuda", Narrow))]));
    }

    [Fact]
    public void A_cluster_of_several_is_told_once_which_where_and_what_it_means()
    {
        string line = Assert.Single(NumericsNotice.Lines(
            [.. "abcde".Select(name => Silo($"{name}", ("cpu", Wide))), Silo("f", ("cpu", Narrow)), Silo("g", ("cpu", Narrow), ("cuda", Wide))]));
        Assert.Equal(
            "Slots of class cpu have 2 numerics fingerprints: avx512-amd-1a2b3c4d (a, b, c and 2 more), avx2-amd-5e6f7081 (f, g); they differ "
            + "in vectors. Equal runs end in equal bytes under one of them, and alike up to rounding under another; a run goes on under its "
            + "own where a slot has it, and runs.csv says which it had.",
            line);
    }

    private static SiloReport Silo(string name, params (string Class, NumericsFingerprint? Numerics)[] slots) =>
        new(name, [.. slots.Select(each => new SlotReport(each.Class, 1, 1, [], each.Numerics is null ? null : [each.Numerics]))], null, null);
}
