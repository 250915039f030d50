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
}
