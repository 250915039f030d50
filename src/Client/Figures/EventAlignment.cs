using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Puts curves of different runs over each other at an event: epochs are counted in units of the event's epoch, and values are interpolated over log epochs to
/// common positions, as no two runs have the event at the same epoch.
/// </summary>
public static class EventAlignment
{
    /// <summary>Positions are powers of this.</summary>
    public const double Step = 1.1;

    /// <summary>Mean and standard error over runs by epoch relative to the event. Each run counts as far as it has values, and no further.</summary>
    /// <param name="runs">The runs; those without the event are left out.</param>
    /// <param name="quantity">The quantity, against epochs in ascending order.</param>
    /// <param name="eventEpoch">The event, such as <see cref="RunSummary.GrokkingEpoch"/>; null where it does not happen.</param>
    public static Curve Over(IEnumerable<RunRecord> runs, Func<RunRecord, IEnumerable<(int Epoch, double Value)>> quantity, Func<RunSummary, int?> eventEpoch) => new(
    [
        .. from run in runs
           let at = eventEpoch(RunSummary.Of(run))
           where at is not null
           from each in Relative([.. quantity(run).Where(each => each.Epoch > 0 && double.IsFinite(each.Value))], at.Value)
           group each.Value by each.Position into position
           orderby position.Key
           select new CurvePoint(Math.Pow(Step, position.Key), MeanAndError.Of([.. position])),
    ]);

    private static IEnumerable<(int Position, double Value)> Relative(IReadOnlyList<(int Epoch, double Value)> values, int at)
    {
        for (int i = 0; i + 1 < values.Count; i++)
        {
            (double begin, double end) = (Place(values[i].Epoch, at), Place(values[i + 1].Epoch, at));
            // A position at a value belongs to the interval that begins there, but for the last.
            int last = i + 2 == values.Count ? (int)Math.Floor(end) : (int)Math.Ceiling(end) - 1;
            for (int position = (int)Math.Ceiling(begin); position <= last; position++)
            {
                yield return (position, values[i].Value + ((position - begin) / (end - begin) * (values[i + 1].Value - values[i].Value)));
            }
        }
    }

    // Rounded, so that an event that is a value's own epoch is at exactly 0.
    private static double Place(int epoch, int at) => Math.Round(Math.Log((double)epoch / at) / Math.Log(Step), 9);
}
