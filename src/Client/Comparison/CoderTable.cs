using System.Globalization;
using GrokCluster.Client.Figures;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Comparison;

/// <summary>
/// Sizes of the published procedure beside those of other coders, at the peak and at the last epoch: a row for each task, method, grid point, epoch and ε. Sizes are means over the seeds that have them, ratios the mean of each
/// seed's own ratio, with the largest.
/// </summary>
/// <param name="Coders">The coders of the columns, bzip2 first.</param>
/// <param name="Rows">The rows.</param>
public sealed record CoderTable(IReadOnlyList<CoderKind> Coders, IReadOnlyList<CoderTable.Row> Rows)
{
    private const string Missing = "–";

    /// <summary>What has to be known to read it.</summary>
    public string Note => "KB, mean over seeds; in brackets its part of bzip2's, mean and largest over seeds." + (Coders.Contains(CoderKind.Fourier) ? " fourier is a prior that knows the task to be modular." : "");

    /// <summary>Names of the columns; those that begin with <c>&gt;</c> hold numbers.</summary>
    public IReadOnlyList<string> Header => ["task", "method", .. Rows.Any(row => row.Point.Length > 0) ? ["setting"] : Array.Empty<string>(), ">epoch", ">ε", ">seeds", .. Coders.Select(coder => $">{coder.Name()}")];

    /// <summary>As many cells each as there are columns.</summary>
    public IEnumerable<IReadOnlyList<string>> Cells()
    {
        bool hasPoints = Rows.Any(row => row.Point.Length > 0);
        foreach (Row row in Rows)
        {
            yield return
            [
                row.Task.Name(), row.Method.Name(), .. hasPoints ? [row.Point] : Array.Empty<string>(), Text($"{row.Epoch}"), row.Epsilon.ToString("R", CultureInfo.InvariantCulture), Text($"{row.Seeds}"),
                .. Coders.Select(coder => row.Sizes.FirstOrDefault(size => size.Coder == coder) is not { } size ? Missing
                    : coder == CoderKind.Bzip2 ? Kilobytes(size.Bytes)
                    : Text($"{Kilobytes(size.Bytes)} ({size.Ratio:F3}, {size.LargestRatio:F3})")),
            ];
        }
    }

    /// <summary>Lays out what coders have made of runs; null where none but bzip2 has measured any.</summary>
    public static CoderTable? Of(IReadOnlyList<RunRecord> runs)
    {
        List<RunRecord> coded = [.. runs.Where(CoderRuns.HasCoders)];
        return coded.Count == 0 ? null : new(
            CoderRuns.Coders(coded),
            [
                .. from point in GridPoint.Of(coded)
                   from task in TaskRuns.Of(point.Runs)
                   from method in task.Methods
                   from epoch in Epochs(method.Runs)
                   from epsilon in method.Runs.SelectMany(run => run.Measurements).SelectMany(each => each.Epsilons).Select(each => each.Epsilon).Distinct()
                   let row = RowOf(task.Task, method.Method, point.Title, epoch, epsilon, method.Runs)
                   where row.Seeds > 0
                   select row,
            ]);
    }

    // The peak is that of the mean curve, as figures show it.
    private static IEnumerable<int> Epochs(IReadOnlyList<RunRecord> runs)
    {
        double epsilon = Results.HeadlineEpsilon.Of(runs);
        IReadOnlyList<CurvePoint> points = Curve.Over(runs.Where(CoderRuns.HasCoders), Quantities.Complexity(epsilon)).Points;
        return points.Count == 0 ? [] : new[] { (int)points.MaxBy(each => each.Value.Mean).Epoch, (int)points[^1].Epoch }.Distinct();
    }

    private static Row RowOf(Operation task, Method method, string point, int epoch, double epsilon, IReadOnlyList<RunRecord> runs)
    {
        List<IReadOnlyList<CodedSize>> seeds =
        [
            .. from run in runs
               from measurement in run.Measurements
               where measurement.Epoch == epoch && measurement.Coded.Count > 0
               let sizes = CoderLooks.Order.SelectMany(measurement.SizesBy).Where(each => each.Epsilon == epsilon).ToList()
               where sizes.Count > 1
               select sizes,
        ];
        IEnumerable<Size> all = from size in seeds.SelectMany(sizes => sizes, (sizes, size) => (size.Coder, size.Bytes, Ratio: (double)size.Bytes / sizes[0].Bytes))
                                group size by size.Coder into coder
                                select new Size(coder.Key, coder.Average(each => (double)each.Bytes), coder.Average(each => each.Ratio), coder.Max(each => each.Ratio));
        return new(task, method, point, epoch, epsilon, seeds.Count, [.. all]);
    }

    private static string Kilobytes(double bytes) => Text($"{bytes / 1e3:F2}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A row.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Method">The method.</param>
    /// <param name="Point">The grid point in words; empty where there is no grid.</param>
    /// <param name="Epoch">The measured epoch.</param>
    /// <param name="Epsilon">ε, nats.</param>
    /// <param name="Seeds">How many runs have it.</param>
    /// <param name="Sizes">A size for each coder that has one.</param>
    public sealed record Row(Operation Task, Method Method, string Point, int Epoch, double Epsilon, int Seeds, IReadOnlyList<Size> Sizes);

    /// <summary>A coder's cell.</summary>
    /// <param name="Coder">The coder.</param>
    /// <param name="Bytes">Mean over seeds.</param>
    /// <param name="Ratio">Mean over seeds of its part of bzip2's.</param>
    /// <param name="LargestRatio">The largest of these.</param>
    public sealed record Size(CoderKind Coder, double Bytes, double Ratio, double LargestRatio);
}
