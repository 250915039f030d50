using GrokCluster.Client.Results;

namespace GrokCluster.Client.Comparison;

/// <summary>A number of a run that the published curves show as well.</summary>
/// <param name="Name">For programs, such as <c>grokking_epoch</c>.</param>
/// <param name="Label">For people, with its unit.</param>
/// <param name="Decimals">How many are worth showing.</param>
/// <param name="Of">A run's value; null where it has none.</param>
/// <param name="Published">The published value; null where the figure shows none.</param>
/// <param name="PublishedEpoch">The epoch up to which one has to train to see the published value.</param>
public sealed record Quantity(
    string Name, string Label, int Decimals, Func<RunSummary, double?> Of, Func<PublishedCurve, PublishedRange?> Published, Func<PublishedCurve, double> PublishedEpoch)
{
    /// <summary>Every quantity, in the order in which it happens. KB are 1,000 bytes.</summary>
    public static IReadOnlyList<Quantity> All { get; } =
    [
        new("memorization_epoch", "train accuracy 0.98, epoch", 0, run => run.MemorizationEpoch, curve => curve.Memorization, curve => curve.Memorization.Low),
        new("grokking_epoch", "test accuracy 0.98, epoch", 0, run => run.GrokkingEpoch, curve => curve.Grokking, curve => curve.Grokking.Low),
        new("peak_complexity", "peak complexity, KB", 1, run => run.Peak?.Bytes / 1e3, curve => curve.Peak, curve => curve.PeakEpoch.Low),
        new("peak_epoch", "peak, epoch", 0, run => run.Peak?.Epoch, curve => curve.PeakEpoch, curve => curve.PeakEpoch.Low),
        new("lowest_complexity", "lowest complexity, KB", 1, run => run.Lowest?.Bytes / 1e3, curve => curve.Lowest, curve => curve.LowestEpoch?.Low ?? 0),
        new("lowest_epoch", "lowest, epoch", 0, run => run.Lowest?.Epoch, curve => curve.LowestEpoch, curve => curve.LowestEpoch?.Low ?? 0),
        new("final_complexity", "final complexity, KB", 1, run => run.Last?.Bytes / 1e3, curve => curve.Final, _ => PublishedCurve.Epochs),
        new("final_to_peak", "final / peak complexity", 2, run => run is { Last: { } last, Peak: { Bytes: > 0 } peak } ? (double)last.Bytes / peak.Bytes : null, curve => curve.Peak.RatioOf(curve.Final.Low), _ => PublishedCurve.Epochs),
    ];
}
