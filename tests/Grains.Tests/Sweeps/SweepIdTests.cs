using System.Text.Json;
using GrokCluster.Grains.Serialization;
using GrokCluster.Grains.Sweeps;
using Grokking.Coders;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Tests.Sweeps;

public class SweepIdTests
{
    private static readonly SweepSpecification Sweep = new() { Name = "s", Tasks = [Operation.Add], Methods = [Method.Ours], Seeds = [0, 1], Epochs = 400 };

    private static SweepSpecification Coded => Sweep with { Measure = Sweep.Measure with { MoreCoders = [CoderKind.Tensor, CoderKind.Fourier] } };

    [Fact]
    public void Coders_are_part_of_a_sweep_but_a_sweep_without_more_is_named_as_before_there_were_any()
    {
        Assert.NotEqual(SweepId.Of(Sweep), SweepId.Of(Coded));
        Assert.Equal(
            """{"ScheduleBase":1.3,"EvaluationBase":1.05,"Epsilons":[4,2,1,0.5,0.25,0.125,0.0625],"Evaluations":150}""",
            JsonSerializer.Serialize(Sweep.Measure, ContractJson.Options));
    }

    [Fact]
    public void Settings_with_coders_are_read_back_as_they_were_written()
    {
        string text = JsonSerializer.Serialize(Coded.Measure, ContractJson.Options);
        Assert.Contains("\"MoreCoders\":[\"Tensor\",\"Fourier\"]", text, StringComparison.Ordinal);
        Assert.Equal(Coded.Measure, JsonSerializer.Deserialize<MeasureSettings>(text, ContractJson.Options));
        Assert.NotEqual(Sweep.Measure, Coded.Measure);
        Assert.Equal([CoderKind.Bzip2, CoderKind.Tensor, CoderKind.Fourier], Coded.Measure.Coders);
    }
}
