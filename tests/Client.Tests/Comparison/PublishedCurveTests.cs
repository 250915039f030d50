using GrokCluster.Client.Comparison;
using GrokCluster.Client.Tests.Commands;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Comparison;

public class PublishedCurveTests
{
    [Fact]
    public void Every_published_value_stands_in_the_documentation()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "results.md"));
        Assert.All(PublishedCurve.All, curve => Assert.Contains(
            $"| {curve.Task.Name()} | {curve.Memorization} | {curve.Grokking} | {curve.Peak} | {curve.PeakEpoch} | {curve.Lowest?.ToString() ?? "–"} | {curve.LowestEpoch?.ToString() ?? "–"} | {curve.Final} |",
            lines));
    }

    [Fact]
    public void Tasks_that_the_figure_does_not_show_have_no_curve() => Assert.Equal(
        [Operation.Add, Operation.Div, Operation.Mul, Operation.Sub],
        Enum.GetValues<Operation>().Where(task => PublishedCurve.Of(task) is not null).OrderBy(task => task.Name(), StringComparer.Ordinal));

    [Fact]
    public void A_ratio_to_a_range_is_a_range()
    {
        Assert.Equal(new PublishedRange(0.5, 2), new PublishedRange(200, 800).RatioOf(400));
        Assert.Equal("350–400", new PublishedRange(350, 400).ToString());
        Assert.Equal("85", ((PublishedRange)85).ToString());
    }
}
