using GrokCluster.Client.Rendering;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>A panel of curves over one axis.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Curves">The curves, from back to front.</param>
public sealed record CurvePanel(string Title, IReadOnlyList<(Curve Curve, Look Look)> Curves)
{
    /// <summary>Draws panels in rows, a row to a scale.</summary>
    /// <param name="panels">The panels.</param>
    /// <param name="horizontal">Gives a panel its horizontal axis; the flag tells whether it is labelled.</param>
    /// <param name="vertical">Gives a panel its vertical axis.</param>
    /// <param name="reference">A value to draw a fine line at, such as that above which a bound says nothing; null for none.</param>
    public static IReadOnlyList<Plot> Draw(IReadOnlyList<CurvePanel> panels, Action<Plot, bool> horizontal, ValueAxis vertical, double? reference = null)
    {
        List<Plot> plots = [];
        foreach (PlacedPanel<CurvePanel> panel in PanelGrid.Place(panels))
        {
            Plot plot = Style.Panel(panel.Content.Title);
            horizontal(plot, panel.IsBottom);
            List<Curve> row = [.. panel.Row.SelectMany(each => each.Curves).Select(each => each.Curve).Where(curve => curve.Points.Count > 0)];
            vertical(plot, row.Select(curve => curve.MinLow).DefaultIfEmpty(double.NaN).Min(), row.Select(curve => curve.MaxHigh).DefaultIfEmpty(double.NaN).Max(), panel.IsLeft);
            if (reference is { } value)
            {
                plot.Add.HorizontalLine(value, Style.FineWidth, Style.Context, Style.Dashed);
            }

            foreach ((Curve curve, Look look) in panel.Content.Curves)
            {
                CurvePainter.Add(plot, curve, look, plot.Axes.Left);
            }

            plots.Add(plot);
        }

        return plots;
    }

    /// <summary>The looks of all panels, each once, in the order of <paramref name="order"/> as far as it goes.</summary>
    public static IEnumerable<Look> Legend(IReadOnlyList<CurvePanel> panels, IEnumerable<Look> order)
    {
        HashSet<Look> shown = [.. panels.SelectMany(panel => panel.Curves).Where(each => each.Curve.Points.Count > 0).Select(each => each.Look)];
        return order.Where(shown.Contains);
    }

    /// <summary>The last epoch of any curve; 1 where there is none.</summary>
    public static int LastEpoch(IReadOnlyList<CurvePanel> panels) =>
        (int)panels.SelectMany(panel => panel.Curves).SelectMany(each => each.Curve.Points).Select(point => point.Epoch).DefaultIfEmpty(1).Max();
}
