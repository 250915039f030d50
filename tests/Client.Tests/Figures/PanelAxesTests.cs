using CsCheck;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using ScottPlot;

namespace GrokCluster.Client.Tests.Figures;

public class PanelAxesTests
{
    [Theory]
    [InlineData(97, 100)]
    [InlineData(102, 100)]
    [InlineData(104, 125)]
    [InlineData(210, 250)]
    [InlineData(24, 25)]
    [InlineData(0.3, 0.3)]
    [InlineData(0, 5)]
    [InlineData(double.NaN, 5)]
    public void The_top_of_an_axis_is_round_and_covers_the_largest_value(double largest, double top) => Assert.Equal(top, PanelAxes.RoundTop(largest), 1e-12);

    [Fact]
    public void The_top_of_an_axis_wastes_less_than_half_of_it() => Gen.Double[-6, 9].Sample(exponent =>
    {
        double largest = Math.Pow(10, exponent);
        Assert.InRange(PanelAxes.RoundTop(largest), largest / 1.025 * (1 - 1e-6), largest * 1.5);
    });

    [Fact]
    public void Epochs_stand_on_a_log_axis_with_powers_of_ten_labelled()
    {
        Plot plot = Style.Panel("");
        PanelAxes.Epochs(plot, 10_000, labelled: true);
        using Paint paint = Paint.NewDisposablePaint();
        plot.Axes.Bottom.TickGenerator.Regenerate(new CoordinateRange(-1, 5), Edge.Bottom, 400, paint, new LabelStyle());
        Assert.Equal([(0, "10⁰"), (1, "10¹"), (2, "10²"), (3, "10³"), (4, "10⁴")], plot.Axes.Bottom.TickGenerator.Ticks.Where(tick => tick.IsMajor).Select(tick => ((int)tick.Position, tick.Label)));
        Assert.Equal(4 * 8, plot.Axes.Bottom.TickGenerator.Ticks.Count(tick => !tick.IsMajor));
    }

    [Theory]
    [InlineData(905, 914, 904, 914)]
    [InlineData(905.5, 915.2, 905, 917.5)]
    [InlineData(0, 4, 0, 4)]
    [InlineData(-3, 3, -3, 4.5)]
    [InlineData(100, 100, 95, 107.5)]
    [InlineData(double.NaN, double.NaN, 0, 5)]
    public void A_range_has_five_round_intervals_around_the_values(double least, double largest, double bottom, double top) => Assert.Equal((bottom, top), PanelAxes.RoundRange(least, largest));

    [Fact]
    public void A_range_shows_every_value_and_wastes_less_than_two_thirds() => Gen.Select(Gen.Double[-1e6, 1e6], Gen.Double[-4, 6]).Sample((least, exponent) =>
    {
        double largest = least + Math.Pow(10, exponent);
        (double bottom, double top) = PanelAxes.RoundRange(least, largest);
        double slack = 1e-9 * (1 + Math.Abs(least));
        Assert.True(bottom <= least + slack && top >= largest - slack, $"{least} to {largest} in {bottom} to {top}");
        Assert.True(top - bottom <= 3 * (largest - least), $"{least} to {largest} in {bottom} to {top}");
    });

    [Fact]
    public void Each_bound_is_labelled_where_its_logarithm_stands()
    {
        Plot plot = Style.Panel("");
        PanelAxes.LogValues(plot, plot.Axes.Left, [0.0625, 1, 4], "ε", labelled: true);
        Assert.Equal([(Math.Log10(0.0625), "0.0625"), (0, "1"), (Math.Log10(4), "4")], Ticks(plot.Axes.Left).Select(tick => (tick.Position, tick.Label)));
        Assert.True(plot.Axes.Left.Min < Math.Log10(0.0625) && plot.Axes.Left.Max > Math.Log10(4));
    }

    [Fact]
    public void Ratios_are_labelled_as_numbers_at_powers_of_ten_within_their_range()
    {
        Plot plot = Style.Panel("");
        PanelAxes.Ratios(plot, 0.02, 8, "Epoch / grokking epoch", labelled: true);
        Assert.Equal(["0.1", "1"], Ticks(plot.Axes.Bottom).Where(tick => tick.IsMajor).Select(tick => tick.Label));
        Assert.All(Ticks(plot.Axes.Bottom), tick => Assert.InRange(tick.Position, Math.Log10(0.02), Math.Log10(8)));
    }

    [Theory]
    [InlineData(18, 124, new double[] { 10, 20, 50, 100, 200 })]
    [InlineData(20, 50, new double[] { 20, 50 })]
    [InlineData(7, 7, new double[] { 5, 10 })]
    [InlineData(0.3, 2000, new[] { 0.1, 1, 10, 100, 1000, 10_000 })]
    public void Round_values_of_a_log_axis_enclose_what_it_shows(double least, double largest, double[] values)
    {
        IReadOnlyList<double> actual = PanelAxes.RoundLogValues(least, largest);
        Assert.Equal(values.Length, actual.Count);
        Assert.All(values.Zip(actual), each => Assert.Equal(each.First, each.Second, 1e-9));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(8, 8)]
    [InlineData(9, 5)]
    [InlineData(40, 8)]
    public void Of_many_values_side_by_side_some_are_labelled(int values, int labels)
    {
        Plot plot = Style.Panel("");
        PanelAxes.Categories(plot, plot.Axes.Bottom, [.. Enumerable.Range(1, values).Select(each => each / 10.0)], "weight_decay", labelled: true);
        Tick[] ticks = Ticks(plot.Axes.Bottom);
        Assert.Equal(values, ticks.Length);
        Assert.Equal(labels, ticks.Count(tick => tick.Label.Length > 0));
        Assert.Equal((0, "0.1"), (ticks[0].Position, ticks[0].Label));
        Assert.Equal((-0.5, values - 0.5), (plot.Axes.Bottom.Min, plot.Axes.Bottom.Max));
    }

    private static Tick[] Ticks(IAxis axis)
    {
        using Paint paint = Paint.NewDisposablePaint();
        axis.TickGenerator.Regenerate(new CoordinateRange(-10, 100), axis.Edge, 400, paint, new LabelStyle());
        return axis.TickGenerator.Ticks;
    }
}
