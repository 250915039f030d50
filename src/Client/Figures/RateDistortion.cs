using GrokCluster.Client.Rendering;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Complexity at the end of training against ε, with y = a ln x + b of least squares through the means over seeds, and its R²: the paper's Figure 4. A panel for
/// each task, a curve for each method. Both axes are logarithmic: where no coarse network is within a small ε the rate is that of the unchanged weights, some forty
/// times the others', beside which a linear axis shows nothing; the fits are curved there.
/// </summary>
public sealed record RateDistortion : IFigure
{
    /// <summary>By what the largest rate grows, so that there is room for the fits above it.</summary>
    private const double RoomForFits = 3;

    private const int PointsOfFit = 200;

    /// <inheritdoc/>
    public string Id => "4";

    /// <inheritdoc/>
    public string Description => "rate–distortion at the end of training, with fits";

    /// <inheritdoc/>
    public string Needs => "runs measured to their last epoch at two or more ε";

    /// <summary>A run's complexity at each ε, in KB, at its last epoch; nothing where that is not measured, as when it is still trained or has diverged.</summary>
    public static IEnumerable<(double Epsilon, double Value)> Rates(RunRecord run) =>
        run.Measurements.Count > 0 && run.Measurements[^1].Epoch == run.Specification.Epochs ? run.Measurements[^1].Epsilons.Select(each => (each.Epsilon, each.Bytes / 1e3)) : [];

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => Rates(run).Skip(1).Any()))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        List<RatePanel> panels = [.. TaskRuns.Of(point.Runs).Select(task => new RatePanel(task.Title, [.. task.Methods.Select(each => new Rate(each.Method, each.Runs))]))];
        List<double> epsilons = [.. point.Runs.SelectMany(Rates).Select(each => each.Epsilon).Distinct().Order()];
        List<Plot> plots = [];
        foreach (PlacedPanel<RatePanel> panel in PanelGrid.Place(panels))
        {
            Plot plot = Style.Panel(panel.Content.Title);
            List<double> rates = [.. panel.Row.SelectMany(each => each.Rates).SelectMany(rate => rate.Points).Select(each => each.Value.Mean)];
            PanelAxes.LogValues(plot, plot.Axes.Bottom, epsilons, "Distortion bound ε (nats)", panel.IsBottom);
            PanelAxes.LogValues(plot, plot.Axes.Left, PanelAxes.RoundLogValues(rates.Min(), rates.Max() * RoomForFits), "Complexity (KB)", panel.IsLeft);
            foreach (Rate rate in panel.Content.Rates.Reverse())
            {
                Add(plot, rate, epsilons);
            }

            PanelNotes.TopRight(plot, [.. panel.Content.Rates.Where(rate => rate.Fit is not null).Select(rate => ($"{rate.Fit}", rate.Look.Color))]);
            plots.Add(plot);
        }

        List<Rate> all = [.. panels.SelectMany(panel => panel.Rates)];
        return new Picture(
            $"figure-{Id}{point.Suffix}",
            point.Heading(FormattableString.Invariant($"Rate–distortion after {LastEpochs(point.Runs)} epochs")),
            plots,
            Picture.ColumnsFor(plots.Count),
            [.. MethodLooks.Order.Select(MethodLooks.Points).Where(look => all.Any(rate => rate.Look == look)), .. Seeds.Bars(all.Select(rate => rate.Seeds))]);
    }

    private static void Add(Plot plot, Rate rate, IReadOnlyList<double> epsilons)
    {
        if (rate.Fit is { } fit)
        {
            double step = Math.Pow(epsilons[^1] / epsilons[0], 1.0 / PointsOfFit);
            IEnumerable<double> all = Enumerable.Range(0, PointsOfFit + 1).Select(i => epsilons[0] * Math.Pow(step, i));
            CurvePainter.Line(plot, [.. all.Where(epsilon => fit.At(epsilon) > 0).Select(epsilon => (epsilon, PanelAxes.Log(fit.At(epsilon))))], rate.Look);
        }

        foreach ((double epsilon, MeanAndError value) in rate.Points)
        {
            if (value.Count > 1)
            {
                // A logarithm has no bar down to 0 and beyond: it then goes out of the panel.
                CurvePainter.Bar(plot, epsilon, PanelAxes.Log(Math.Max(value.Low, value.Mean * 1e-6)), PanelAxes.Log(value.High), rate.Look);
            }

            CurvePainter.Point(plot, epsilon, PanelAxes.Log(value.Mean), rate.Look);
        }
    }

    private static string LastEpochs(IReadOnlyList<RunRecord> runs)
    {
        (int least, int most) = (runs.Min(run => run.Specification.Epochs), runs.Max(run => run.Specification.Epochs));
        return FormattableString.Invariant(least == most ? $"{least:#,0}" : (FormattableString)$"{least:#,0}–{most:#,0}");
    }

    private sealed record RatePanel(string Title, IReadOnlyList<Rate> Rates);

    /// <summary>One method's points of a panel.</summary>
    private sealed class Rate(Method method, IReadOnlyList<RunRecord> runs)
    {
        public Look Look { get; } = MethodLooks.Points(method);

        public int Seeds => Points.Max(each => each.Value.Count);

        public IReadOnlyList<(double Epsilon, MeanAndError Value)> Points { get; } =
            [.. runs.SelectMany(Rates).GroupBy(each => each.Epsilon, each => each.Value).OrderBy(each => each.Key).Select(each => (each.Key, MeanAndError.Of([.. each])))];

        public LogFit? Fit => LogFit.Of([.. Points.Select(each => (each.Epsilon, each.Value.Mean))]);
    }
}
