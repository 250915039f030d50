using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grokking.Coders;
using Grokking.Runs;
using Grokking.Training;

namespace GrokCluster.Grains.Runs;

/// <summary>A run as one sweep wants it: how long it is trained, and when and how it is measured.</summary>
/// <param name="Run">What is trained.</param>
/// <param name="Measure">When and how it is measured.</param>
/// <param name="Keep">Which of its files are kept.</param>
[Immutable]
public sealed record RunPlan(RunSpecification Run, MeasureSettings Measure, Retention Keep = Retention.All)
{
    /// <summary>Names what a measurement by the published procedure depends on beside the checkpoint. All ε of a checkpoint share one search, so another set of ε is another effort.</summary>
    public string Effort => Hash(string.Create(
        CultureInfo.InvariantCulture, $"{Measure.Evaluations} {string.Join(' ', Measure.Epsilons.Select(epsilon => epsilon.ToString("R", CultureInfo.InvariantCulture)))}"));

    /// <summary>Every effort that the plan asks for, with its coder: the published one first. Each is done by itself, so that one coder more costs what that coder costs.</summary>
    public IEnumerable<(string Effort, CoderKind Coder)> Efforts => Measure.Coders.Select(coder => (EffortBy(coder), coder));

    /// <summary>Names what a coder's sizes depend on beside the checkpoint.</summary>
    public string EffortBy(CoderKind coder) => coder == CoderKind.Bzip2 ? Effort : Hash(string.Create(
        CultureInfo.InvariantCulture, $"{coder.Name()} {CoderMeasurer.Version} {string.Join(' ', Measure.Epsilons.Select(epsilon => epsilon.ToString("R", CultureInfo.InvariantCulture)))}"));

    /// <summary>The epochs at which checkpoints are measured.</summary>
    public IReadOnlyList<int> MeasuredEpochs() => Schedule.Geometric(Measure.ScheduleBase, Run.Epochs);

    /// <summary>The epochs at which losses and accuracies are evaluated; every measured epoch is one.</summary>
    public IReadOnlyList<int> EvaluatedEpochs() => [.. Schedule.Geometric(Measure.EvaluationBase, Run.Epochs).Union(MeasuredEpochs()).Order()];

    /// <summary>Eight hexadecimal digits of a text's SHA-256.</summary>
    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
