using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>
/// Accuracies and complexity against epochs, a panel for each task: the paper's Figure 2 for method ours and Figure 3 for method none. The complexity axis is
/// shared along a row, so that its panels compare at sight.
/// </summary>
/// <param name="Id">What <c>--figure</c> takes; also names the file.</param>
/// <param name="Method">The method shown.</param>
/// <param name="Heading">The method in words.</param>
public sealed record ComplexityDynamics(string Id, Method Method, string Heading) : IFigure
{
    // The paper's order, which puts tasks of like networks, and so of like complexity, side by side.
    private static readonly (Operation Task, string Title)[] Tasks =
    [
        (Operation.Add, "Mod Addition"), (Operation.Mul, "Mod Multiplication"), (Operation.Sub, "Mod Subtraction"), (Operation.Div, "Mod Division"),
        (Operation.SumOfSquares, "Mod x² + y²"), (Operation.QuadraticForm, "Mod x² + xy + y²"),
    ];

    private static readonly Look Test = new("Test accuracy", Style.Context, Style.ContextWidth, LinePattern.Solid);
    private static readonly Look Train = new("Train accuracy", Style.FaintContext, Style.ContextWidth, new LinePattern([9, 5], 0, "Dashed"));

    /// <inheritdoc/>
    public string Description => $"accuracy and complexity against epochs, method {Method.Name()}";

    /// <inheritdoc/>
    public IEnumerable<Picture> Draw(IReadOnlyList<RunRecord> runs) =>
        from point in GridPoint.Of(runs.Where(run => run.Specification.Method == Method && run.Evaluations.Count > 0))
        select Draw(point);

    private Picture Draw(GridPoint point)
    {
        double epsilon = HeadlineEpsilon.Of(point.Runs);
        Look complexity = new(double.IsNaN(epsilon) ? "Complexity (not measured)" : FormattableString.Invariant($"Complexity (ε = {epsilon})"), Style.Emphasis, Style.EmphasisWidth, LinePattern.Solid);
        List<(string Title, List<RunRecord> Runs, Curve Complexity)> panels =
        [
            .. from task in Tasks
               let ofTask = point.Runs.Where(run => run.Specification.Task == task.Task).ToList()
               where ofTask.Count > 0
               select (task.Title, ofTask, Curve.Over(ofTask, Quantities.Complexity(epsilon))),
        ];
        int columns = Picture.ColumnsFor(panels.Count);
        int lastEpoch = point.Runs.Max(run => run.Evaluations[^1].Epoch);
        List<Plot> plots = [];
        for (int i = 0; i < panels.Count; i++)
        {
            (string title, List<RunRecord> ofTask, Curve curve) = panels[i];
            (bool first, bool last) = (i % columns == 0, i % columns == columns - 1 || i == panels.Count - 1);
            double top = PanelAxes.RoundTop(panels.Chunk(columns).ElementAt(i / columns).Max(panel => panel.Complexity.MaxHigh));
            Plot plot = Style.Panel(title);
            PanelAxes.Epochs(plot, lastEpoch, labelled: i + columns >= panels.Count);
            PanelAxes.Fraction(plot, "Accuracy", first);
            PanelAxes.Amount(plot, top, "Complexity (KB)", last);
            plot.Axes.Right.Label.ForeColor = complexity.Color;
            CurvePainter.Add(plot, Curve.Over(ofTask, Quantities.TrainAccuracy), Train, plot.Axes.Left);
            CurvePainter.Add(plot, Curve.Over(ofTask, Quantities.TestAccuracy), Test, plot.Axes.Left);
            CurvePainter.Add(plot, curve, complexity, plot.Axes.Right);
            plots.Add(plot);
        }

        string heading = point.Settings.Count == 0 ? Heading : $"{Heading}, {point.Title}";
        return new Picture($"figure-{Id}{point.Suffix}", heading, plots, columns, [Test, Train, complexity, .. Bands(panels.Select(panel => panel.Runs.Count))]);
    }

    private static IEnumerable<Look> Bands(IEnumerable<int> counts)
    {
        (int least, int most) = (counts.Min(), counts.Max());
        return most == 1 ? [] : [Look.Band($"Standard error over {(least == most ? $"{most}" : $"{least}–{most}")} seeds")];
    }
}
