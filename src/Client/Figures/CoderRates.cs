using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>Size at the end of training against ε by coder, a panel for each task and method: the rate–distortion curve that Figure 4 has of bzip2 alone. Both axes are logarithmic.</summary>
public sealed record CoderRates : IFigure
{
    /// <inheritdoc/>
    public string Id => "coder-rates";

    /// <inheritdoc/>
    public string Description => "rate–distortion at the end of training by coder";

    /// <inheritdoc/>
    public string Needs => "runs measured to their last epoch at two or more ε by another coder than bzip2";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => CoderRuns.HasCoders(run) && RateDistortion.Rates(run).Skip(1).Any()))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        IReadOnlyList<CoderKind> coders = CoderRuns.Coders(point.Runs);
        List<(string Title, List<Rate> Rates)> panels = [.. CoderRuns.Of(point.Runs).Select(each => (each.Title, coders.Select(coder => new Rate(coder, each.Runs)).ToList()))];
        List<Rate> all = [.. panels.SelectMany(panel => panel.Rates)];
        List<double> epsilons = [.. all.SelectMany(rate => rate.Points).Select(each => each.Epsilon).Distinct().Order()];
        List<Plot> plots = [];
        foreach (PlacedPanel<(string Title, List<Rate> Rates)> panel in PanelGrid.Place(panels))
        {
            Plot plot = Style.Panel(panel.Content.Title);
            List<double> rates = [.. panel.Row.SelectMany(each => each.Rates).SelectMany(rate => rate.Points).Select(each => each.Value.Mean)];
            PanelAxes.LogValues(plot, plot.Axes.Bottom, epsilons, "Distortion bound ε (nats)", panel.IsBottom);
            PanelAxes.LogValues(plot, plot.Axes.Left, PanelAxes.RoundLogValues(rates.Min(), rates.Max()), "Size (KB)", panel.IsLeft);
            panel.Content.Rates.ForEach(rate => Add(plot, rate));
            plots.Add(plot);
        }

        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading("Rate–distortion at the last epoch, by coder"),
            plots,
            Picture.ColumnsFor(plots.Count),
            [.. coders.Select(CoderLooks.Points), .. Seeds.Bars(all.Select(rate => rate.Seeds))]);
    }

    private static void Add(Plot plot, Rate rate)
    {
        Look look = CoderLooks.Points(rate.Coder);
        CurvePainter.Line(plot, [.. rate.Points.Select(each => (each.Epsilon, PanelAxes.Log(each.Value.Mean)))], look);
        foreach ((double epsilon, MeanAndError value) in rate.Points)
        {
            if (value.Count > 1)
            {
                CurvePainter.Bar(plot, epsilon, PanelAxes.Log(Math.Max(value.Low, value.Mean * 1e-6)), PanelAxes.Log(value.High), look);
            }

            CurvePainter.Point(plot, epsilon, PanelAxes.Log(value.Mean), look);
        }
    }

    /// <summary>One coder's points of a panel.</summary>
    private sealed class Rate(CoderKind coder, IReadOnlyList<RunRecord> runs)
    {
        public CoderKind Coder => coder;

        public int Seeds => Points.Select(each => each.Value.Count).DefaultIfEmpty().Max();

        public IReadOnlyList<(double Epsilon, MeanAndError Value)> Points { get; } =
        [
            .. runs.Where(run => run.Measurements[^1].Epoch == run.Specification.Epochs).SelectMany(run => run.Measurements[^1].SizesBy(coder))
                .GroupBy(each => each.Epsilon, each => each.Bytes / 1e3).OrderBy(each => each.Key).Select(each => (each.Key, MeanAndError.Of([.. each]))),
        ];
    }
}
