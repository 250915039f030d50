using GrokCluster.Client.Figures;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Comparison;

/// <summary>The runs of one task, method and grid point in the numbers of <see cref="Quantity.All"/>, beside the published ones where there are some.</summary>
/// <param name="Method">The method.</param>
/// <param name="Seeds">How many runs count: all but those that diverged or failed.</param>
/// <param name="LeftOut">How many diverged or failed.</param>
/// <param name="Epsilon">The ε of the complexities, nats; NaN where nothing is measured.</param>
/// <param name="LastEpoch">The last measured epoch, of the run that has the least and of the one that has the most.</param>
/// <param name="Values">A value for each of <see cref="Quantity.All"/>: mean and standard error over the seeds that have it.</param>
/// <param name="Published">What Figure 2 shows; null for other tasks and methods.</param>
/// <param name="Deviations">Where the settings are not the published ones.</param>
public sealed record MethodSummary(
    Method Method, int Seeds, int LeftOut, double Epsilon, (int Least, int Most) LastEpoch, IReadOnlyList<MeanAndError> Values, PublishedCurve? Published, IReadOnlyList<SettingDeviation> Deviations)
{
    /// <summary>Sums up runs of equal task, method and settings.</summary>
    /// <param name="runs">At least one.</param>
    public static MethodSummary Of(IReadOnlyList<RunRecord> runs)
    {
        RunSpecification first = runs[0].Specification;
        List<RunSummary> summaries = [.. runs.Where(run => run.State is not (RunState.Diverged or RunState.Failed)).Select(RunSummary.Of)];
        List<int> lastEpochs = [.. summaries.Select(run => run.Last?.Epoch).OfType<int>()];
        double epsilon = HeadlineEpsilon.Of(runs);
        IEnumerable<SettingDeviation> otherEpsilon = double.IsNaN(epsilon) || epsilon == PublishedCurve.Epsilon
            ? []
            : [new SettingDeviation("epsilon", SettingDeviation.Text(epsilon), SettingDeviation.Text(PublishedCurve.Epsilon))];
        return new MethodSummary(
            first.Method,
            summaries.Count,
            runs.Count - summaries.Count,
            epsilon,
            lastEpochs.Count == 0 ? (0, 0) : (lastEpochs.Min(), lastEpochs.Max()),
            [.. Quantity.All.Select(quantity => MeanAndError.Of([.. summaries.Select(quantity.Of).OfType<double>()]))],
            first.Method == Method.Ours ? PublishedCurve.Of(first.Task) : null,
            [.. SettingDeviation.Of(first), .. otherEpsilon]);
    }

    /// <summary>Whether some run here was trained for less than it takes to see the published value, so that ours may still change.</summary>
    public bool IsShorter(Quantity quantity) => Published is { } curve && Ratio(quantity) is not null && LastEpoch.Least < quantity.PublishedEpoch(curve);

    /// <summary>Ours in parts of the published value; null where one of the two is missing.</summary>
    public PublishedRange? Ratio(Quantity quantity) =>
        Published is { } curve && quantity.Published(curve) is { } published && Value(quantity) is { Count: > 0 } ours ? published.RatioOf(ours.Mean) : null;

    /// <summary>The value of a quantity.</summary>
    public MeanAndError Value(Quantity quantity)
    {
        for (int i = 0; i < Values.Count; i++)
        {
            if (Quantity.All[i] == quantity)
            {
                return Values[i];
            }
        }

        throw new ArgumentException($"'{quantity.Name}' is none of the compared quantities.", nameof(quantity));
    }
}
