using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Tests.Figures;

public class RateDistortionTests
{
    private static readonly double[] Epsilons = [4, 1, 0.25, 0.0625];

    [Fact]
    public void Points_are_means_of_the_last_epoch_and_the_fit_through_them_is_printed()
    {
        IReadOnlyList<RunRecord> runs = Runs([Operation.Add], Epsilons, Method.Ours, Method.None);
        Picture picture = FigureSet.Find("4")!.Draw(runs).Single();
        Plot panel = picture.Panels.Single();
        Assert.Equal("Rate–distortion after 1,000 epochs", picture.Heading);
        Assert.Equal(["0.0625", "0.25", "1", "4"], Labels(panel));

        (double Epsilon, double Rate)[] ours = [.. Epsilons.Order().Select(epsilon => (epsilon, runs
            .Where(run => run.Specification.Method == Method.Ours)
            .Average(run => run.Measurements[^1].Epsilons.Single(each => each.Epsilon == epsilon).Bytes / 1e3)))];
        Marker[] markers = [.. panel.GetPlottables<Marker>().Where(marker => marker.MarkerStyle.Shape == MarkerShape.FilledCircle)];
        Assert.Equal(ours.Select(each => Math.Log10(each.Epsilon)), markers.Select(marker => marker.X));
        Assert.All(ours.Zip(markers), each => Assert.Equal(Math.Log10(each.First.Rate), each.Second.Y, 1e-9));
        Assert.Equal(8, panel.GetPlottables<LinePlot>().Count());

        LogFit fit = LogFit.Of(ours)!.Value;
        Text[] notes = [.. panel.GetPlottables<Text>()];
        Assert.Equal($"{fit}", notes[0].LabelText);
        Assert.Equal([MethodLooks.Of(Method.Ours).Color, MethodLooks.Of(Method.None).Color], notes.Select(note => note.LabelFontColor));
        Coordinates end = panel.GetPlottables<Scatter>().Single(line => line.LegendText == "Regularised (ours)").Data.GetScatterPoints()[^1];
        Assert.Equal(Math.Log10(fit.At(4)), end.Y, 1e-9);
        Assert.Equal(["Regularised (ours)", "Unregularised", "Standard error over 3 seeds"], picture.Legend.Select(look => look.Label));
    }

    [Fact]
    public void Two_bounds_are_shown_without_a_fit_and_a_single_one_not_at_all()
    {
        Plot panel = FigureSet.Find("4")!.Draw(Runs([Operation.Add], [1, 0.25], Method.Ours)).Single().Panels[0];
        Assert.Equal(2, panel.GetPlottables<Marker>().Count());
        Assert.Empty(panel.GetPlottables<Text>());
        Assert.Empty(panel.GetPlottables<Scatter>());
        Assert.Empty(FigureSet.Find("4")!.Draw(Runs([Operation.Add], [1], Method.Ours)));
    }

    [Fact]
    public void Runs_that_are_not_measured_to_their_last_epoch_are_left_out()
    {
        IReadOnlyList<RunRecord> runs = [.. Runs([Operation.Add], Epsilons, Method.Ours).Select(run => run with { Measurements = [.. run.Measurements.SkipLast(1)] })];
        Assert.Empty(FigureSet.Find("4")!.Draw(runs));
        Assert.All(runs, run => Assert.Empty(RateDistortion.Rates(run)));
    }

    private static IEnumerable<string> Labels(Plot panel)
    {
        using Paint paint = Paint.NewDisposablePaint();
        panel.Axes.Bottom.TickGenerator.Regenerate(new CoordinateRange(-10, 10), Edge.Bottom, 400, paint, new LabelStyle());
        return panel.Axes.Bottom.TickGenerator.Ticks.Select(tick => tick.Label);
    }

    private static IReadOnlyList<RunRecord> Runs(Operation[] tasks, double[] epsilons, params Method[] methods) =>
        SyntheticRuns.Of(SyntheticRuns.Sweep(tasks, methods, seeds: 3, epochs: 1000) with { Measure = new MeasureSettings { Epsilons = epsilons } });
}
