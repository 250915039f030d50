using ScottPlot;

namespace GrokCluster.Client.Rendering;

/// <summary>Where the parts of a picture stand, in pixels at 1× scale.</summary>
/// <param name="Size">Of the whole picture.</param>
/// <param name="Frames">The frame of each panel, inside its axes.</param>
/// <param name="Heading">Centre of the heading.</param>
/// <param name="LegendTop">Where the legend begins.</param>
/// <param name="Margins">Room around a panel's frame for its axes and title; rooms of neighbours overlap, as axes are labelled at the picture's rim only.</param>
public sealed record PictureLayout(PixelSize Size, IReadOnlyList<PixelRect> Frames, Pixel Heading, float LegendTop, PixelPadding Margins)
{
    private const float ColumnGap = 30, RowGap = 50, HeadingHeight = 44;

    // Labels of up to three digits fit the narrowest margin.
    private const float LeftMargin = 86, Digit = 10;
    private const int FreeDigits = 3;

    /// <summary>Lays out a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="legendHeight">What the legend needs for a width.</param>
    public static PictureLayout Of(Picture picture, Func<float, float> legendHeight)
    {
        (float width, float height) = picture.Columns switch { 1 => (560f, 360f), 2 => (430f, 310f), _ => (350f, 260f) };
        bool rightAxis = picture.Panels.Any(panel => panel.Axes.Right.Label.Text.Length > 0);
        int digits = picture.Panels.Max(panel => LongestLabel(panel.Axes.Left));
        PixelPadding margins = new(left: LeftMargin + (Math.Max(digits - FreeDigits, 0) * Digit), right: rightAxis ? 96 : 40, bottom: 78, top: 40);
        float totalWidth = margins.Left + (picture.Columns * width) + ((picture.Columns - 1) * ColumnGap) + margins.Right;
        float top = HeadingHeight + margins.Top;
        List<PixelRect> frames = [];
        for (int i = 0; i < picture.Panels.Count; i++)
        {
            float left = margins.Left + (i % picture.Columns * (width + ColumnGap));
            float frameTop = top + (i / picture.Columns * (height + RowGap));
            frames.Add(new PixelRect(left, left + width, frameTop + height, frameTop));
        }

        float legendTop = top + (picture.Rows * height) + ((picture.Rows - 1) * RowGap) + margins.Bottom;
        return new PictureLayout(new PixelSize(totalWidth, MathF.Ceiling(legendTop + legendHeight(totalWidth))), frames, new Pixel((margins.Left + totalWidth - margins.Right) / 2, (HeadingHeight / 2) + 4), legendTop, margins);
    }

    private static int LongestLabel(IAxis axis)
    {
        // An axis has ticks only once it was drawn, which is after this.
        using Paint paint = Paint.NewDisposablePaint();
        axis.TickGenerator.Regenerate(new CoordinateRange(axis.Min, axis.Max), axis.Edge, new PixelLength(1000), paint, axis.TickLabelStyle);
        return axis.TickGenerator.Ticks.Select(tick => tick.Label.Length).DefaultIfEmpty().Max();
    }
}
