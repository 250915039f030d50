using System.Text;
using GrokCluster.Client.Results;
using ScottPlot;
using SkiaSharp;

namespace GrokCluster.Client.Rendering;

/// <summary>Writes pictures as PNG (2× scale) and SVG, atomically. The same picture gives the same bytes.</summary>
public static class PictureRenderer
{
    private const int Scale = 2;

    /// <summary>Writes <c>{FileName}.png</c> into a folder.</summary>
    /// <returns>The file's path.</returns>
    public static string WritePng(Picture picture, string directory)
    {
        PictureLayout layout = Layout(picture);
        using SKSurface surface = SKSurface.Create(new SKImageInfo((int)layout.Size.Width * Scale, (int)layout.Size.Height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Scale(Scale);
        Draw(surface.Canvas, picture, layout);
        // Flat colours pack best without filters.
        using SKPixmap pixels = surface.PeekPixels()!;
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, zLibLevel: 6))!;
        string path = Path.Combine(directory, picture.FileName + ".png");
        AtomicFile.Write(path, data.SaveTo);
        return path;
    }

    /// <summary>Writes <c>{FileName}.svg</c> into a folder.</summary>
    /// <returns>The file's path.</returns>
    public static string WriteSvg(Picture picture, string directory)
    {
        string path = Path.Combine(directory, picture.FileName + ".svg");
        string text = Svg(picture);
        AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));
        return path;
    }

    /// <summary>The picture as an SVG document.</summary>
    public static string Svg(Picture picture)
    {
        PictureLayout layout = Layout(picture);
        using MemoryStream stream = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, layout.Size.Width, layout.Size.Height), stream))
        {
            Draw(canvas, picture, layout);
        }

        return SvgText.Portable(Encoding.UTF8.GetString(stream.ToArray()), picture.FileName);
    }

    private static PictureLayout Layout(Picture picture) => PictureLayout.Of(picture, new LegendPainter(picture.Legend).Height);

    private static void Draw(SKCanvas canvas, Picture picture, PictureLayout layout)
    {
        canvas.Clear(SKColors.White);
        using Paint paint = Paint.NewDisposablePaint();
        LabelStyle heading = new() { Text = picture.Heading, Alignment = Alignment.MiddleCenter };
        Style.SetText(heading, Style.HeadingSize);
        heading.Bold = true;
        // A grid of many axes makes long headings; a smaller one is better than a cut one.
        float room = (2 * Math.Min(layout.Heading.X, layout.Size.Width - layout.Heading.X)) - Style.HeadingSize;
        heading.FontSize *= Math.Min(1, room / heading.Measure(paint).Width);
        heading.Render(canvas, layout.Heading, paint);
        foreach ((Plot panel, PixelRect frame) in picture.Panels.Zip(layout.Frames))
        {
            panel.Layout.Fixed(layout.Margins);
            PixelRect place = frame.Expand(layout.Margins);
            if (panel.RenderManager.RenderCount == 0)
            {
                // A plot's first rendering draws it twice, error bands so twice as dark; it goes nowhere.
                using SKNoDrawCanvas nowhere = new((int)layout.Size.Width, (int)layout.Size.Height);
                panel.Render(nowhere, place);
            }

            panel.Render(canvas, place);
        }

        new LegendPainter(picture.Legend).Draw(canvas, layout.Size.Width, layout.LegendTop);
    }
}
