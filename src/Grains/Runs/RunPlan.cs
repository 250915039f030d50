using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>A run together with how it is measured: what a run grain records.</summary>
/// <param name="Run">What is trained.</param>
/// <param name="Measure">When and how it is measured.</param>
public sealed record RunPlan(RunSpecification Run, MeasureSettings Measure)
{
    /// <summary>The key of the run grain: the run's id, and a hash of what is measured of it. Sweeps that ask for the same share the record.</summary>
    public string Key => $"{RunId.Of(Run)}-{Hash(MeasureText)}";

    /// <summary>The epochs at which checkpoints are measured.</summary>
    public IReadOnlyList<int> MeasuredEpochs() => Grokking.Training.Schedule.Geometric(Measure.ScheduleBase, Run.Epochs);

    /// <summary>The epochs at which losses and accuracies are evaluated; every measured epoch is one.</summary>
    public IReadOnlyList<int> EvaluatedEpochs() => [.. Grokking.Training.Schedule.Geometric(Measure.EvaluationBase, Run.Epochs).Union(MeasuredEpochs()).Order()];

    private string MeasureText => string.Create(
        CultureInfo.InvariantCulture,
        $"{Run.Epochs} {Measure.ScheduleBase:R} {Measure.EvaluationBase:R} {Measure.Evaluations} {string.Join(' ', Measure.Epsilons.Select(epsilon => epsilon.ToString("R", CultureInfo.InvariantCulture)))}");

    /// <summary>Eight hexadecimal digits of a text's SHA-256.</summary>
    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
