using ScottPlot;
using SkiaSharp;

namespace GrokCluster.Client.Rendering;

/// <summary>Draws one legend for all panels: entries side by side, centred, in as many rows as the width asks for.</summary>
/// <param name="entries">The entries, in order.</param>
public sealed class LegendPainter(IReadOnlyList<Look> entries)
{
    private const float Sample = 44, SampleGap = 10, EntryGap = 40, RowHeight = 30, BottomMargin = 12;

    /// <summary>The height that the legend needs.</summary>
    public float Height(float width) => (Rows(width).Count * RowHeight) + BottomMargin;

    /// <summary>Draws the legend.</summary>
    /// <param name="canvas">The canvas, at 1× scale.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="top">Where the legend begins.</param>
    public void Draw(SKCanvas canvas, float width, float top)
    {
        using Paint paint = Paint.NewDisposablePaint();
        float y = top + (RowHeight / 2);
        foreach (List<(Look Look, float Width)> row in Rows(width))
        {
            float x = (width - row.Sum(entry => entry.Width) - (EntryGap * (row.Count - 1))) / 2;
            foreach ((Look look, float entryWidth) in row)
            {
                DrawSample(canvas, paint, look, x, y);
                Text(look.Label).Render(canvas, new Pixel(x + Sample + SampleGap, y), paint);
                x += entryWidth + EntryGap;
            }

            y += RowHeight;
        }
    }

    private static void DrawSample(SKCanvas canvas, Paint paint, Look look, float x, float y)
    {
        if (look.Width > 0)
        {
            Drawing.DrawLine(canvas, paint, new Pixel(x, y), new Pixel(x + Sample, y), new LineStyle(look.Width, look.Color, look.Pattern));
        }
        else if (look.Marker == MarkerShape.None)
        {
            Drawing.FillRectangle(canvas, new PixelRect(x, x + Sample, y + 8, y - 8), paint, new FillStyle { Color = look.Color });
        }

        if (look.Marker != MarkerShape.None)
        {
            // The line's dashes would stay in its paint.
            using Paint plain = Paint.NewDisposablePaint();
            look.MarkerStyle.Render(canvas, new Pixel(x + (Sample / 2), y), plain);
        }
    }

    private List<List<(Look Look, float Width)>> Rows(float width)
    {
        using Paint paint = Paint.NewDisposablePaint();
        List<List<(Look Look, float Width)>> rows = [];
        float used = float.PositiveInfinity;
        foreach (Look entry in entries)
        {
            float entryWidth = Sample + SampleGap + Text(entry.Label).Measure(paint).Width;
            if (used + EntryGap + entryWidth > width - EntryGap)
            {
                rows.Add([]);
                used = -EntryGap;
            }

            rows[^1].Add((entry, entryWidth));
            used += EntryGap + entryWidth;
        }

        return rows;
    }

    private static LabelStyle Text(string text)
    {
        LabelStyle label = new() { Text = text, Alignment = Alignment.MiddleLeft };
        Style.SetText(label, Style.LegendSize);
        return label;
    }
}
