using System.Text.RegularExpressions;

namespace GrokCluster.Client.Rendering;

/// <summary>Completes and corrects what the drawing library writes as SVG.</summary>
public static partial class SvgText
{
    private const string FontFamily = $"font-family=\"{FigureFont.Family}, Arial, Helvetica, sans-serif\"";

    /// <summary>
    /// Adds a <c>viewBox</c>, without which a page cannot scale the picture; names fonts of like width for a viewer that lacks <see cref="FigureFont.Family"/>;
    /// takes away the comma that ends each list of positions, for which strict viewers ignore the list; gives the medium weight, written as 400, its number; and
    /// numbers identifiers anew, as the library counts them through the life of the process.
    /// </summary>
    /// <param name="svg">The document.</param>
    /// <param name="name">Begins every identifier, so that one page can hold several pictures.</param>
    public static string Portable(string svg, string name)
    {
        List<string> identifiers = [.. Identifier().Matches(svg).Select(match => match.Value).Distinct()];
        svg = Identifier().Replace(svg, match => $"{name}-{identifiers.IndexOf(match.Value) + 1}");
        svg = Size().Replace(svg, """<svg $1width="$2" height="$3" viewBox="0 0 $2 $3">""", count: 1);
        svg = Family().Replace(svg, FontFamily);
        return ListEnd().Replace(svg, "\"").Replace("font-weight=\"400\"", "font-weight=\"500\"");
    }

    [GeneratedRegex("""<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)">""")]
    private static partial Regex Size();

    [GeneratedRegex(@"(?<=id=""|url\(#)\w+")]
    private static partial Regex Identifier();

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex Family();

    [GeneratedRegex("(?<=[xy]=\"[^\"<>]*), \"")]
    private static partial Regex ListEnd();
}
