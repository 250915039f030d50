using GrokCluster.Client.Rendering;
using ScottPlot;
using ScottPlot.Plottables;

namespace GrokCluster.Client.Figures;

/// <summary>Puts curves with their error bands into a panel.</summary>
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

        Scatter line = plot.Add.ScatterLine(epochs, [.. curve.Points.Select(point => point.Value.Mean)], look.Color);
        (line.LineWidth, line.LinePattern, line.LegendText, line.Axes.YAxis) = (look.Width, look.Pattern, look.Label, axis);
        (line.LineStyle.StrokeJoin, line.LineStyle.StrokeCap) = (SkiaSharp.SKStrokeJoin.Round, look.Pattern.Intervals.Length > 0 ? SkiaSharp.SKStrokeCap.Butt : SkiaSharp.SKStrokeCap.Round);
    }
}
