using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Reports;
using GrokCluster.Client.Results;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Reports;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_shows_the_comparison_the_figures_the_runs_what_deviates_and_what_was_asked()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add, Operation.Mul], [Method.Ours, Method.None], seeds: 2, epochs: 600) with { Fixed = new Dictionary<string, double> { ["width"] = 64 } };
        string page = Page(sweep, SyntheticRuns.Of(sweep));
        Assert.All(
            [
                "<h1>synthetic</h1>", "<p>8 runs: 8 completed.</p>", "<h3>add</h3>", "<td>test accuracy 0.98, epoch</td>", "<td class=\"number\">350–400</td>",
                "Not comparable with the published values: width 64 (published 128).", "figure-2: Regularised (ours)", "figure-3: Unregularised",
                "<td>width</td><td>64</td><td>128</td><td>add ours, add none, mul ours, mul none</td>", "<td>epochs</td><td>600</td><td>10000</td><td>all runs</td>",
                "<td>number of seeds</td><td>2</td><td>6</td>", "<td>fixed.width</td><td>64</td>", "<td>versions.torchsharp</td>", "<td>device</td><td>cpu</td>",
            ],
            expected => Assert.Contains(expected, page, StringComparison.Ordinal));
        Assert.Equal(FigureSet.All.Sum(figure => figure.Draw([.. SyntheticRuns.Of(sweep)]).Count()), Regex.Count(page, "<svg "));
        Assert.DoesNotContain("<?xml", page, StringComparison.Ordinal);
        Assert.All(SyntheticRuns.Of(sweep), run => Assert.Contains($"<td>{run.RunId}</td>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void It_refers_to_nothing_outside_and_lets_only_its_own_script_run()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 200);
        string page = Page(sweep, SyntheticRuns.Of(sweep));
        string withoutNames = Regex.Replace(page, """\sxmlns(:\w+)?="[^"]*" """.TrimEnd(), "");
        Assert.DoesNotContain("//", withoutNames, StringComparison.Ordinal);
        Assert.All(Regex.Matches(page, """(?:href|src|action|data|poster)="([^"]*)" """.TrimEnd()), match => Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.All(Regex.Matches(page, @"url\(([^)]*)\)"), match => Assert.StartsWith("#", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotMatch("(?i)<(link|img|iframe|object|embed|base|form|image|foreignObject)[ >]|@import|@font-face", page);
        string script = Assert.Single(Regex.Matches(page, "(?s)<script>(.*?)</script>")).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_results_hold_is_text()
    {
        const string Attack = "<script>alert(\"1\")</script>&'";
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 200) with { Name = Attack, Device = Attack };
        string page = Page(sweep, SyntheticRuns.Of(sweep).Select(run => run with { RunId = Attack + run.RunId, State = RunState.Failed, Reason = Attack }));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "(?i)</?script"));
        Assert.Contains("<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</h1>", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, Regex.Escape("<td>failed: &lt;script&gt;alert(&quot;1&quot;)")));
    }

    [Fact]
    public void Thousands_of_runs_make_a_page_of_bounded_size_that_says_what_it_leaves_out()
    {
        double[] values = [.. Enumerable.Range(1, 40).Select(i => i / 10.0)];
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 50, epochs: 30) with { Grid = [new GridAxis("weight_decay", values)] };
        string page = Page(sweep, SyntheticRuns.Of(sweep));
        Assert.Contains("<p>2,000 runs: 2,000 completed.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<p>… and 1,700 more runs: runs.csv has them all.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<p>… and 16 more comparisons: 'grok compare' prints them all.</p>".Replace("'", "&#39;", StringComparison.Ordinal), page, StringComparison.Ordinal);
        Assert.Contains("<td>weight_decay</td><td>0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, … (39 in all)</td><td>1</td>", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 100_000, Report.MostFigureCharacters + 1_000_000);
    }

    [Fact]
    public void A_sweep_that_has_only_begun_has_a_page()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2);
        Assert.Contains("<p>0 runs.</p>", Page(sweep, []), StringComparison.Ordinal);
        string page = Page(sweep, SyntheticRuns.Of(sweep).Select(run => run with { State = RunState.Waiting, Evaluations = [], Measurements = [] }));
        Assert.Contains("<p>2 runs: 2 waiting.</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Published_settings_deviate_in_nothing()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 6) with { Measure = new MeasureSettings() };
        Assert.Contains("<p>Nothing: every setting is the published one.</p>", Page(sweep, SyntheticRuns.Of(sweep)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_results_give_the_same_bytes()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 2, epochs: 200);
        Assert.Equal(Page(sweep, SyntheticRuns.Of(sweep)), Page(sweep, SyntheticRuns.Of(sweep)));
    }

    private string Page(SweepSpecification sweep, IEnumerable<RunRecord> runs)
    {
        ResultTables.Write(_folder.Path, sweep, runs);
        return File.ReadAllText(Report.Write(_folder.Path));
    }
}
