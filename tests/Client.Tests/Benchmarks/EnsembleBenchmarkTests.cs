using GrokCluster.Client.Benchmarks;
using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Benchmarks;

/// <summary>The benchmark of a GPU, on the CPU device with a small network.</summary>
public class EnsembleBenchmarkTests
{
    private static readonly EnsembleBenchmark Small = new(ComputeDevice.CpuTogether, rounds: 2)
    {
        Run = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 100) with
        {
            Modulus = 13,
            TrainFraction = 0.5,
            Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
        },
    };

    [Fact]
    public void A_size_is_measured()
    {
        EnsembleFigures figures = Small.Measure(2, 1e9, TestContext.Current.CancellationToken)!;
        Assert.Equal(2, figures.Members);
        Assert.Equal(2, figures.MemberUpdatesPerSecond.Rounds);
        Assert.InRange(figures.MemberUpdatesPerSecond.Median, 1e-3, 1e9);
        Assert.Equal(figures.MemberUpdatesPerSecond.Median * TrainingFloor.Of(Small.Run).ProductOperations / 1e9, figures.RateFraction, 1e-6);
        Assert.Null(figures.BytesPerMember);
        Assert.Equal("eigh", figures.Solver);
        Assert.Equal(["shuffle", "noise", "forward", "backward", "spectral", "optimiser"], figures.Phases.Keys);
    }

    [Fact]
    public void A_run_goes_the_same_way_on_the_device_as_on_a_core()
    {
        TrajectoryFigures figures = Small.Trajectory(3, TestContext.Current.CancellationToken);
        Assert.Equal(3, figures.Device.Count);
        Assert.InRange(figures.FirstDifference, 0, EnsembleReport.TrajectoryTolerance);
        Assert.InRange(figures.LargestDifference, figures.FirstDifference, 1e-2);
    }

    [Fact]
    public void An_epoch_of_a_hundred_seeds_is_trained_in_cohorts() => Assert.InRange(Small.EpochOfHundred(64), 1e-6, 600);

    [Theory]
    [InlineData("cpu", false, "1,4", "--ensemble, --trajectory: given for a CPU")]
    [InlineData("gpu", false, null, "--device: given 'gpu'; allowed is cpu or cuda")]
    [InlineData("cpu", true, "1,x", "--ensemble: given '1,x'; allowed are whole numbers from 1 to 4096")]
    public void What_cannot_be_is_refused_in_a_line(string device, bool together, string? sizes, string message)
    {
        BadInputException fault = Assert.Throws<BadInputException>(() => EnsembleOptions.Of(device, together, sizes, 0));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_a_gpu_says_so()
    {
        Assert.SkipWhen(CudaDevices.Count > 0, "This machine has a GPU that libtorch can use.");
        BadInputException fault = Assert.Throws<BadInputException>(() => EnsembleOptions.Of("cuda", false, null, 0));
        Assert.StartsWith("--device: given 'cuda'; libtorch has ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Without_options_of_cohorts_the_benchmark_is_that_of_cores()
    {
        Assert.Null(EnsembleOptions.Of("cpu", false, null, 0));
        Assert.Equal([1, 4, 16], EnsembleOptions.Of("cpu", true, "16,1,4,4", 0)!.Members);
    }
}
