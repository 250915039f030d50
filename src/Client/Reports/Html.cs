using System.Net;
using System.Text;

namespace GrokCluster.Client.Reports;

/// <summary>Builds the text of a page. Whatever comes from outside goes through <see cref="Escape"/>.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Text as it stands in a page, inside elements and quoted attributes.</summary>
    public static string Escape(string value) => WebUtility.HtmlEncode(value);

    /// <summary>Adds markup as it is.</summary>
    public Html Raw(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Adds an element that holds text.</summary>
    public Html Element(string name, string content) => Raw($"<{name}>{Escape(content)}</{name}>");

    /// <summary>Begins a part of the page that the list of contents can lead to.</summary>
    public Html Section(string id, string title) => Raw($"<section id=\"{id}\">").Element("h2", title);

    /// <summary>Ends it.</summary>
    public Html EndSection() => Raw("</section>");

    /// <summary>Adds a table that scrolls on its own where the page is narrow.</summary>
    /// <param name="header">Names of the columns; one that begins with <c>&gt;</c> holds numbers.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    /// <param name="sortable">Whether a click on a column's name sorts by it.</param>
    public Html Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, bool sortable = false)
    {
        string[] classes = [.. header.Select(name => name.StartsWith('>') ? " class=\"number\"" : "")];
        Raw(sortable ? "<div class=\"scroll\"><table class=\"sortable\">" : "<div class=\"scroll\"><table>");
        Raw($"<thead><tr>{string.Concat(header.Select((name, i) => $"<th scope=\"col\"{classes[i]}>{Escape(name.TrimStart('>'))}</th>"))}</tr></thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            Raw($"<tr>{string.Concat(row.Select((cell, i) => $"<td{classes[i]}>{Escape(cell)}</td>"))}</tr>");
        }

        return Raw("</tbody></table></div>");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
