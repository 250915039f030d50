using GrokCluster.Client.Rendering;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Figures;

/// <summary>Puts curves with their error bands into a panel, and points and lines over the same log axis.</summary>
public static class CurvePainter
{
    /// <summary>Adds a curve over log epochs; its band spans mean ± standard error wherever more than one run counts.</summary>
    /// <param name="plot">The panel.</param>
    /// <param name="curve">The curve.</param>
    /// <param name="look">Its look.</param>
    /// <param name="axis">The axis of its values.</param>
    public static void Add(Plot plot, Curve curve, Look look, IYAxis axis)
    {
        double[] epochs = [.. curve.Points.Select(point => PanelAxes.Log(point.Epoch))];
        if (curve.MaxCount > 1)
        {
            FillY band = plot.Add.FillY(epochs, [.. curve.Points.Select(point => point.Value.Low)], [.. curve.Points.Select(point => point.Value.High)]);
            (band.FillColor, band.LineWidth, band.MarkerSize, band.Axes.YAxis) = (Style.Band(look.Color), 0, 0, axis);
        }

        Scatter line = Line(plot, epochs, [.. curve.Points.Select(point => point.Value.Mean)], look);
        line.Axes.YAxis = axis;
    }

    /// <summary>Adds a line through points of positive x, on the left axis.</summary>
    public static void Line(Plot plot, IReadOnlyList<(double X, double Y)> points, Look look) =>
        Line(plot, [.. points.Select(point => PanelAxes.Log(point.X))], [.. points.Select(point => point.Y)], look);

    /// <summary>Adds a look's marker at a positive x, on the left axis.</summary>
    public static void Point(Plot plot, double x, double y, Look look)
    {
        Marker marker = plot.Add.Marker(PanelAxes.Log(x), y);
        marker.MarkerStyle = look.MarkerStyle;
    }

    /// <summary>Adds a bar between two heights at a positive x, on the left axis.</summary>
    public static void Bar(Plot plot, double x, double low, double high, Look look)
    {
        LinePlot bar = plot.Add.Line(PanelAxes.Log(x), low, PanelAxes.Log(x), high);
        (bar.LineColor, bar.LineWidth, bar.MarkerSize) = (look.Color, Style.ContextWidth, 0);
    }

    private static Scatter Line(Plot plot, double[] xs, double[] ys, Look look)
    {
        Scatter line = plot.Add.ScatterLine(xs, ys, look.Color);
        (line.LineWidth, line.LinePattern, line.LegendText) = (look.Width, look.Pattern, look.Label);
        (line.LineStyle.StrokeJoin, line.LineStyle.StrokeCap) = (SkiaSharp.SKStrokeJoin.Round, look.Pattern.Intervals.Length > 0 ? SkiaSharp.SKStrokeCap.Butt : SkiaSharp.SKStrokeCap.Round);
        return line;
    }
}
