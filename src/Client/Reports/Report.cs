using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GrokCluster.Client.Comparison;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Reports;

/// <summary>
/// One page about a sweep, made from its folder of results alone: comparison, figures, runs, deviations, specification. It is whole in itself: it refers to nothing outside, and its policy
/// forbids the browser to fetch anything or to run any script but its own. The same results give the same bytes.
/// </summary>
public static class Report
{
    /// <summary>Its name in the folder of results.</summary>
    public const string FileName = "report.html";

    /// <summary>The most runs that are listed; a browser is slow with more, and nobody reads them.</summary>
    public const int MostRuns = 300;

    /// <summary>The most comparisons that are shown.</summary>
    public const int MostComparisons = 24;

    /// <summary>Figures are added until they take so many characters.</summary>
    public const int MostFigureCharacters = 6_000_000;

    private static readonly (string Id, string Title)[] Contents =
        [("comparison", "Against the published values"), ("figures", "Figures"), ("runs", "Runs"), ("deviations", "What deviates from the paper"), ("specification", "Specification"), ("environment", "Environment")];

    /// <summary>Writes the page, atomically.</summary>
    /// <param name="directory">The folder of results.</param>
    /// <param name="path">The page's path; null puts it into the folder.</param>
    /// <returns>The page's path.</returns>
    /// <exception cref="ResultsException">A table or the specification is missing or damaged.</exception>
    /// <exception cref="IOException">The page cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static string Write(string directory, string? path = null)
    {
        path ??= Path.Combine(directory, FileName);
        string page = Page(SpecificationText.Read(directory), ResultTables.Read(directory));
        AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(page)));
        return path;
    }

    private static string Page(JsonObject specification, IReadOnlyList<RunRecord> runs)
    {
        string name = specification["name"]?.ToString() ?? "sweep";
        string script = Resource("Report.js");
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Html html = new();
        html.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">")
            .Element("title", $"{name}: complexity dynamics of grokking")
            .Raw($"<style>{Resource("Report.css")}</style></head><body>")
            .Raw("<header>").Element("h1", name).Element("p", Summary(runs))
            .Raw($"<nav>{string.Concat(Contents.Select(each => $"<a href=\"#{each.Id}\">{Html.Escape(each.Title)}</a>"))}</nav></header><main>");
        AddComparison(html, runs);
        AddFigures(html, runs);
        AddRuns(html, runs);
        html.Section("deviations", Contents[3].Title);
        AddDeviations(html, [.. DeviationRows.Of(runs)]);
        html.EndSection();
        html.Section("specification", Contents[4].Title).Table(["key", "value"], SpecificationText.Asked(specification)).EndSection();
        html.Section("environment", Contents[5].Title).Table(["what", "value"], SpecificationText.Environment(specification)).EndSection();
        return html.Raw($"</main><script>{script}</script></body></html>").ToString();
    }

    private static string Summary(IReadOnlyList<RunRecord> runs)
    {
        IEnumerable<string> states = runs.GroupBy(run => run.State).OrderBy(each => each.Key).Select(each => $"{Count(each.Count())} {each.Key.ToString().ToLowerInvariant()}");
        return $"{Count(runs.Count)} {(runs.Count == 1 ? "run" : "runs")}{(runs.Count == 0 ? "" : ": ")}{string.Join(", ", states)}.";
    }

    private static void AddComparison(Html html, IReadOnlyList<RunRecord> runs)
    {
        IReadOnlyList<TaskComparison> tasks = TaskComparison.Of(runs);
        html.Section("comparison", Contents[0].Title)
            .Element("p", $"Mean ± standard error over the seeds that have the value. Published values are read off the paper's Figure 2, whose curves are means over {PublishedCurve.Seeds} seeds with method {Method.Ours.Name()} at ε = {PublishedCurve.Epsilon}. KB are 1,000 bytes.");
        foreach (TaskComparison task in tasks.Take(MostComparisons))
        {
            ComparisonTable table = ComparisonTable.Of(task);
            html.Element("h3", task.Title).Table([table.Header[0], .. table.Header.Skip(1).Select(each => $">{each}")], table.Rows);
            table.Notes.ToList().ForEach(note => html.Element("p", note));
        }

        AddRest(html, tasks.Count - MostComparisons, "more comparisons: 'grok compare' prints them all.");
        if (CoderTable.Of(runs) is { } coders)
        {
            html.Element("h3", "Published coder against ours").Table(coders.Header, coders.Cells()).Element("p", coders.Note);
        }

        html.EndSection();
    }

    private static void AddFigures(Html html, IReadOnlyList<RunRecord> runs)
    {
        html.Section("figures", Contents[1].Title);
        (int characters, int left) = (0, 0);
        foreach (Picture picture in FigureSet.All.SelectMany(figure => figure.Draw(runs)))
        {
            string svg = characters < MostFigureCharacters ? PictureRenderer.Svg(picture) : "";
            if (svg.Length == 0)
            {
                left++;
                continue;
            }

            characters += svg.Length;
            string name = Html.Escape($"{picture.FileName}: {picture.Heading}");
            html.Raw($"<figure><div class=\"picture\" style=\"--columns: {Count(picture.Columns)}\" role=\"img\" aria-label=\"{name}\">{svg[svg.IndexOf("<svg", StringComparison.Ordinal)..]}</div><figcaption>{name}</figcaption></figure>");
        }

        AddRest(html, left, "more figures: 'grok plot' draws them all.");
        html.EndSection();
    }

    private static void AddRuns(Html html, IReadOnlyList<RunRecord> runs)
    {
        IReadOnlyList<string> varied = [.. GridPoint.Of(runs).SelectMany(point => point.Settings).Select(each => each.Name).Distinct()];
        html.Section("runs", Contents[2].Title)
            .Element("p", string.Create(CultureInfo.InvariantCulture, $"Complexity at ε = 1 where it was measured, else at the sweep's first ε; memorised and grokked: the epoch in which train and test accuracy reach {RunSummary.Threshold}."))
            .Table(RunRows.Header(varied), runs.Take(MostRuns).Select(run => RunRows.Of(run, varied)), sortable: true);
        AddRest(html, runs.Count - MostRuns, "more runs: runs.csv has them all.");
        html.EndSection();
    }

    private static Html AddDeviations(Html html, IReadOnlyList<IReadOnlyList<string>> rows) =>
        rows.Count == 0 ? html.Element("p", "Nothing: every setting is the published one.") : html.Table(DeviationRows.Header, rows);

    private static void AddRest(Html html, int count, string text)
    {
        if (count > 0)
        {
            html.Element("p", $"… and {Count(count)} {text}");
        }
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(Report).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
