using ScottPlot;
using SkiaSharp;

namespace GrokCluster.Client.Rendering;

/// <summary>
/// The font of all figures, which comes with the program. A machine without fonts, as a bare container is, would draw figures without any text, and one with
/// other fonts would draw other bytes.
/// </summary>
public static class FigureFont
{
    /// <summary>Its family: Roboto, reduced to Latin, Greek and the signs of mathematics.</summary>
    public const string Family = "Roboto";

    private static readonly Lazy<bool> Registered = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new Resolver());
        Fonts.Default = Family;
        return true;
    });

    /// <summary>Makes the font known to the plotting library, once.</summary>
    public static void Register() => _ = Registered.Value;

    private sealed class Resolver : IFontResolver
    {
        private readonly SKTypeface regular = Load("Roboto-Regular.ttf");
        private readonly SKTypeface medium = Load("Roboto-Medium.ttf");

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing width) =>
            fontName != Family ? null : weight > FontWeight.Normal ? medium : regular;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

        private static SKTypeface Load(string name)
        {
            using Stream stream = typeof(FigureFont).Assembly.GetManifestResourceStream(name)!;
            return SKTypeface.FromStream(stream);
        }
    }
}
