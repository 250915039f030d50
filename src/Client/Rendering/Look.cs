using ScottPlot;

namespace GrokCluster.Client.Rendering;

/// <summary>How a curve, its points, or a band is drawn and what the legend calls it.</summary>
/// <param name="Label">In the legend.</param>
/// <param name="Color">Of line, marker or band.</param>
/// <param name="Width">Of the line, pixels; 0 where there is none.</param>
/// <param name="Pattern">Of the line.</param>
/// <param name="Marker">At points; without a line and a marker, it is a band.</param>
public sealed record Look(string Label, Color Color, float Width, LinePattern Pattern, MarkerShape Marker = MarkerShape.None)
{
    /// <summary>The legend's entry for error bands.</summary>
    /// <param name="label">In the legend.</param>
    /// <param name="line">The colour of the line that the band surrounds; without it, one that stands for all.</param>
    public static Look Band(string label, Color? line = null) => new(label, Style.Band(line ?? Style.Context), 0, LinePattern.Solid);

    /// <summary>A filled area.</summary>
    public static Look Area(string label, Color color) => new(label, color, 0, LinePattern.Solid);

    /// <summary>A marker that stands alone.</summary>
    public static Look Point(string label, MarkerShape marker) => new(label, Style.Ink, 0, LinePattern.Solid, marker);

    /// <summary>How its marker is drawn, wherever it stands.</summary>
    /// <remarks>Open with a white core, so that the line below does not run through it.</remarks>
    public MarkerStyle MarkerStyle => new(Marker, Style.MarkerSize, Colors.White) { OutlineColor = Color, OutlineWidth = 2.5f, LineColor = Color, LineWidth = 2.5f };
}
