using ScottPlot;

namespace GrokCluster.Client.Rendering;

/// <summary>How a curve, or a band, is drawn and what the legend calls it.</summary>
/// <param name="Label">In the legend.</param>
/// <param name="Color">Of line or band.</param>
/// <param name="Width">Of the line, pixels; 0 for a band.</param>
/// <param name="Pattern">Of the line.</param>
public sealed record Look(string Label, Color Color, float Width, LinePattern Pattern)
{
    /// <summary>The legend's entry for error bands.</summary>
    public static Look Band(string label) => new(label, Style.Band(Style.Emphasis), 0, LinePattern.Solid);
}
