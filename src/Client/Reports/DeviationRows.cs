using System.Globalization;
using GrokCluster.Client.Comparison;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Reports;

/// <summary>Where a sweep is not the published experiment: a row for each setting, with the runs that it concerns.</summary>
internal static class DeviationRows
{
    private const int MostValues = 12;

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Header { get; } = ["setting", "here", "published", "concerns"];

    /// <summary>The rows: settings in the order of <see cref="Hyperparameter.All"/>, then the length of training, the seeds and the measuring.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(IReadOnlyList<RunRecord> runs)
    {
        IEnumerable<IReadOnlyList<string>> settings =
            from run in runs
            from deviation in SettingDeviation.Of(run.Specification)
            group (run.Specification, deviation.Value) by (deviation.Name, deviation.Published) into setting
            orderby Order(setting.Key.Name)
            select (IReadOnlyList<string>)[setting.Key.Name, List(setting.Select(each => each.Value)), setting.Key.Published, Concerned(setting.Select(each => each.Specification))];
        return [.. settings, .. Extent(runs)];
    }

    private static IEnumerable<IReadOnlyList<string>> Extent(IReadOnlyList<RunRecord> runs)
    {
        const string All = "all runs";
        if (runs.Any(run => run.Specification.Epochs != PublishedCurve.Epochs))
        {
            yield return ["epochs", List(runs.Select(run => Whole(run.Specification.Epochs))), Whole(PublishedCurve.Epochs), All];
        }

        int seeds = runs.Select(run => run.Specification.Seed).Distinct().Count();
        if (seeds != PublishedCurve.Seeds)
        {
            yield return ["number of seeds", Whole(seeds), Whole(PublishedCurve.Seeds), All];
        }

        double[] published = [.. new MeasureSettings().Epsilons.Order()];
        double[] measured = [.. runs.SelectMany(run => run.Measurements).SelectMany(each => each.Epsilons).Select(each => each.Epsilon).Distinct().Order()];
        if (measured.Length > 0 && !measured.SequenceEqual(published))
        {
            yield return ["measured ε", List(measured.Select(Number)), List(published.Select(Number)), All];
        }
    }

    private static int Order(string name)
    {
        for (int i = 0; i < Hyperparameter.All.Count; i++)
        {
            if (Hyperparameter.All[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Concerned(IEnumerable<RunSpecification> runs) =>
        List(runs.Select(run => $"{run.Task.Name()} {run.Method.Name()}"));

    private static string List(IEnumerable<string> values)
    {
        List<string> distinct = [.. values.Distinct()];
        return string.Join(", ", distinct.Take(MostValues)) + (distinct.Count > MostValues ? $", … ({Whole(distinct.Count)} in all)" : "");
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
