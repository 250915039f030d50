using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using TorchSharp;

namespace Grokking.Tests.Training;

/// <summary>The choice on simulated devices: an update takes a constant time and one for each member, memory likewise.</summary>
public class CohortSizerTests
{
    private const long Gigabyte = 1L << 30;
    private readonly List<int> tried = [];

    [Theory]
    [InlineData(2e-3, 1e-5, 256)]  // launches dominate for long
    [InlineData(2e-3, 1e-4, 64)]
    [InlineData(0, 1e-2, 1)]       // a core: members in turn
    public void S_grows_while_that_is_worth_while(double constant, double each, int chosen) =>
        Assert.Equal(chosen, CohortSizer.Choose(256, null, Device(constant, each)).Last().Members);

    [Fact]
    public void S_stays_below_what_memory_is_foretold_to_hold_without_trying_it()
    {
        // A constant gigabyte and one for each member: 4 take 5 and 8 take 9.
        Assert.Equal(4, CohortSizer.Choose(256, 8 * Gigabyte, Device(1, 0, members => (1 + members) * Gigabyte)).Last().Members);
        Assert.Equal([1, 2, 4], tried);
    }

    [Fact]
    public void A_size_that_does_not_fit_after_all_is_not_taken() =>
        Assert.Equal(8, CohortSizer.Choose(256, null, members => members > 8 ? null : Device(1, 0)(members)).Last().Members);

    [Fact]
    public void Where_nothing_fits_nothing_is_chosen() => Assert.Empty(CohortSizer.Choose(256, null, _ => null));

    [Fact]
    public void A_choice_is_remembered_by_device_and_kind_of_run_and_lowered_when_memory_runs_out()
    {
        int trials = 0;
        CohortSizes sizes = new((_, device, members) =>
        {
            trials++;
            return members > (device.Name == "cuda:0" ? 16 : 4) ? null : new(members, members, 0);
        });
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, 1, 100);
        ComputeDevice first = new("cuda:0", torch.CPU, Together: true);
        ComputeDevice second = new("cuda:1", torch.CPU, Together: true);

        Assert.Null(sizes.Largest("cuda:0"));
        Assert.Equal(16, sizes.Of(run, first));
        Assert.Equal(4, sizes.Of(run, second));
        int before = trials;
        Assert.Equal(16, sizes.Of(run with { Seed = 9 }, first));
        Assert.Equal(before, trials);
        sizes.Of(run with { BatchSize = 64 }, first);
        Assert.NotEqual(before, trials);

        sizes.Lower(run, first, 8);
        Assert.Equal(8, sizes.Of(run, first));
        Assert.Equal(16, sizes.Largest("cuda:0"));
        Assert.Equal(1, sizes.Of(run, ComputeDevice.Cpu));
    }

    [Fact]
    public void A_size_is_measured_by_training()
    {
        RunSpecification small = Paper.Run(Operation.Add, Method.Ours, 1, 100) with { Modulus = 13, TrainFraction = 0.5, Architecture = new(NetworkKind.Transformer, 1, 16, 2, 32) };
        CohortTrial trial = CohortMeasurement.Measure(small, ComputeDevice.CpuTogether, 3)!;
        Assert.Equal(3, trial.Members);
        Assert.InRange(trial.MemberUpdatesPerSecond, 1e-3, 1e9);
    }

    private Func<int, CohortTrial?> Device(double constant, double each, Func<int, long>? bytes = null) => members =>
    {
        tried.Add(members);
        return new(members, members / (constant + (each * members)), bytes?.Invoke(members) ?? 0);
    };
}
