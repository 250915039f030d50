using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>One epoch of a curve.</summary>
/// <param name="Epoch">Epochs trained; of an aligned curve, in units of the epoch that it is aligned at.</param>
/// <param name="Value">The quantity over the runs that have it at this epoch.</param>
public readonly record struct CurvePoint(double Epoch, MeanAndError Value);

/// <summary>A quantity of several runs against epochs.</summary>
/// <param name="Points">Mean and standard error by epoch, ascending.</param>
public sealed record Curve(IReadOnlyList<CurvePoint> Points)
{
    /// <summary>
    /// Aggregates over runs, epoch by epoch. A run that ended early, as one that diverged, counts where it has values and no further; values that are not finite are left out.
    /// </summary>
    public static Curve Over(IEnumerable<RunRecord> runs, Func<RunRecord, IEnumerable<(int Epoch, double Value)>> quantity) => new(
    [
        .. from each in runs.SelectMany(quantity)
           where double.IsFinite(each.Value) && each.Epoch > 0
           group each.Value by each.Epoch into epoch
           orderby epoch.Key
           select new CurvePoint(epoch.Key, MeanAndError.Of([.. epoch])),
    ]);

    /// <summary>The most runs that any epoch has.</summary>
    public int MaxCount => Points.Select(point => point.Value.Count).DefaultIfEmpty().Max();

    /// <summary>The bottom of the band; NaN where there are no points.</summary>
    public double MinLow => Points.Select(point => point.Value.Low).DefaultIfEmpty(double.NaN).Min();

    /// <summary>The top of the band; 0 where there are no points.</summary>
    public double MaxHigh => Points.Select(point => point.Value.High).DefaultIfEmpty().Max();
}
