using ScottPlot;
using ScottPlot.AxisPanels;

namespace GrokCluster.Client.Rendering;

/// <summary>
/// The look that all figures share. Colours are Paul Tol's "vibrant" scheme, which stays apart under every common colour blindness; lines that share a colour
/// differ in pattern, and what is emphasised is also thicker, so that a grey print still tells them apart.
/// </summary>
public static class Style
{
    /// <summary>The quantity that a figure is about.</summary>
    public static Color Emphasis { get; } = Color.FromHex("#CC3311");

    /// <summary>A second quantity, behind the first.</summary>
    public static Color Context { get; } = Color.FromHex("#555555");

    /// <summary>A third quantity, akin to the second.</summary>
    public static Color FaintContext { get; } = Color.FromHex("#888888");

    /// <summary>Text.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>Frames and ticks.</summary>
    public static Color Frame { get; } = Color.FromHex("#999999");

    /// <summary>Lines at major ticks.</summary>
    public static Color Grid { get; } = Color.FromHex("#E4E4E4");

    /// <summary>Sizes of text, pixels at 1× scale: legible when a picture of two columns is printed 16 cm wide.</summary>
    public const float HeadingSize = 22, TitleSize = 20, LabelSize = 20, TickSize = 18, LegendSize = 18;

    /// <summary>Widths of lines, pixels at 1× scale.</summary>
    public const float EmphasisWidth = 4, CurveWidth = 3.5f, ContextWidth = 2.5f, FineWidth = 1.5f;

    /// <summary>Size of markers, and of text inside panels, pixels at 1× scale.</summary>
    public const float MarkerSize = 13, NoteSize = 16;

    /// <summary>Long dashes, for the second of several lines of a kind.</summary>
    public static LinePattern Dashed { get; } = new([10, 5], 0, "Dashed");

    /// <summary>Short dashes, for the third.</summary>
    public static LinePattern Dotted { get; } = new([3, 3], 0, "Dotted");

    /// <summary>The colour of an error band around a line.</summary>
    public static Color Band(Color line) => line.WithAlpha(0.25);

    /// <summary>An empty panel in the shared look.</summary>
    public static Plot Panel(string title)
    {
        FigureFont.Register();
        Plot plot = new();
        // Panels overlap by their margins, so that a picture can align their frames.
        plot.FigureBackground.Color = Colors.Transparent;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.HideLegend();
        plot.Axes.Title.Label.Text = title;
        SetText(plot.Axes.Title.Label, TitleSize);
        plot.Axes.FrameColor(Frame);
        plot.Grid.MajorLineColor = Grid;
        plot.Grid.MajorLineWidth = 1;
        foreach (AxisBase axis in plot.Axes.GetAxes().OfType<AxisBase>())
        {
            axis.PaddingBetweenTickAndAxisLabels = new PixelPadding(10, 10, 6, 6);
            SetText(axis.LabelStyle, LabelSize);
            SetText(axis.TickLabelStyle, TickSize);
            (axis.MajorTickStyle.Color, axis.MinorTickStyle.Color) = (Frame, Frame);
        }

        return plot;
    }

    /// <summary>Sets a text's font and colour.</summary>
    public static void SetText(LabelStyle label, float size)
    {
        (label.FontName, label.FontSize, label.Bold, label.ForeColor) = (FigureFont.Family, size, false, Ink);
        (label.AntiAliasText, label.SubpixelText) = (true, true);
    }
}
