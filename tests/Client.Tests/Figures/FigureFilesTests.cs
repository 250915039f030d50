using System.Text.RegularExpressions;
using System.Xml.Linq;
using GrokCluster.Client.Figures;
using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;
using ScottPlot;
using SkiaSharp;

namespace GrokCluster.Client.Tests.Figures;

public class FigureFilesTests
{
    [Fact]
    public void Figures_are_drawn_from_the_tables_alone_and_the_same_tables_give_the_same_bytes()
    {
        using TemporaryFolder folder = Results([Operation.Add, Operation.Mul], [Method.Ours, Method.None]);
        IReadOnlyList<string> paths = FigureSet.DrawAll(folder.Path, folder["figures"]);
        Assert.Equal(
            ["1", "2", "3", "4", "5", "6", "A.7", "A.8", "A.9", "A.10", "A.11", "aligned", "best-epsilon"],
            paths.Select(Path.GetFileNameWithoutExtension).Distinct().Select(name => name!["figure-".Length..]));
        Assert.Equal([".png", ".svg"], paths.Select(Path.GetExtension).Distinct());
        IReadOnlyList<string> again = FigureSet.DrawAll(folder.Path, folder["again"]);
        Assert.All(paths.Zip(again), pair => Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second)));
    }

    [Fact]
    public void The_png_is_at_twice_the_scale_not_blank_and_small_for_four_panels_of_six_seeds()
    {
        using TemporaryFolder folder = Results([Operation.Add, Operation.Sub, Operation.Mul, Operation.Div], [Method.Ours], seeds: 6, epochs: 10_000);
        string path = FigureSet.DrawAll(folder.Path, folder["figures"], "2")[0];
        using SKBitmap bitmap = SKBitmap.Decode(path);
        Assert.True(bitmap.Width > 1800 && bitmap.Height > 1400, $"{bitmap.Width} × {bitmap.Height}");
        HashSet<SKColor> colours = [.. bitmap.Pixels];
        Assert.Contains(SKColor.Parse("#CC3311"), colours);
        Assert.Contains(SKColors.White, colours);
        Assert.InRange(new FileInfo(path).Length, 1, 300_000);
    }

    [Fact]
    public void The_svg_is_well_formed_scales_and_holds_every_text()
    {
        using TemporaryFolder folder = Results([Operation.Add, Operation.Mul], [Method.Ours]);
        string path = FigureSet.DrawAll(folder.Path, folder["figures"], "2")[1];
        XElement svg = XDocument.Load(path).Root!;
        Assert.Matches(@"^0 0 \d+ \d+$", svg.Attribute("viewBox")!.Value);
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
        Assert.All(
            ["Regularised (ours)", "Mod Addition", "Mod Multiplication", "Accuracy", "Complexity (KB)", "Epoch", "10⁰", "10²", "1.0", "Test accuracy", "Train accuracy", "Complexity (ε = 1)", "Standard error over 2 seeds"],
            expected => Assert.Contains(expected, texts));
        string text = File.ReadAllText(path);
        Assert.Contains("#C31", text);
        // An error band drawn twice is twice as dark: three for each panel, one for the legend.
        Assert.Equal(7, Regex.Count(text, "fill-opacity=\"0.2"));
        Assert.All(svg.Descendants().Attributes("id"), id => Assert.StartsWith("figure-2-", id.Value));
    }

    [Fact]
    public void The_font_that_comes_with_the_program_has_every_sign_of_the_figures()
    {
        FigureFont.Register();
        SKTypeface typeface = Fonts.GetTypeface(FigureFont.Family, bold: false, italic: false);
        Assert.Equal("Roboto", typeface.FamilyName);
        Assert.All("Mod x² + xy + y² (KB, ε = 0.25) βδΔλτθ × ± ≤ – 10⁰¹²³⁴⁵⁶⁷⁸⁹", sign => Assert.True(typeface.ContainsGlyph(sign), $"'{sign}'"));
        Assert.NotEqual(typeface.FontWeight, Fonts.GetTypeface(FigureFont.Family, bold: true, italic: false).FontWeight);
    }

    [Fact]
    public void The_command_prints_what_it_drew_into_the_folder_of_results()
    {
        using TemporaryFolder folder = Results([Operation.Add], [Method.Ours, Method.None]);
        (int code, string output, string error) = Plot(folder.Path, "--figure", "3");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal([Path.Combine(folder["figures"], "figure-3.png"), Path.Combine(folder["figures"], "figure-3.svg")], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, Directory.GetFiles(folder["figures"]).Length);
    }

    [Fact]
    public void The_command_refuses_what_it_cannot_draw_in_one_line()
    {
        using TemporaryFolder folder = Results([Operation.Add], [Method.Ours]);
        string file = folder["a-file"];
        File.WriteAllText(file, "");
        Assert.All(
            [
                (Plot(folder["nowhere"]), $"{Path.Combine(folder["nowhere"], "runs.csv")}: there is no such file"),
                (Plot(folder.Path, "--figure", "7"), "There is no figure '7'; give one of 1, 2, 3, 4, 5, 6, A.7, A.8, A.9, A.10, A.11, weight-decay, aligned, best-epsilon, phase-diagram, coder-sizes, coder-rates, coder-bounds, all."),
                (Plot(folder.Path, "--figure", "3"), $"{folder.Path}: its runs have nothing to draw for --figure 3, which needs evaluated runs of method none; let the sweep train further, or give another figure of 1, 2"),
                (Plot(folder.Path, "--out", file), $"{file}: figures cannot be written there"),
            ],
            each =>
            {
                Assert.Equal((2, ""), (each.Item1.Code, each.Item1.Output));
                Assert.StartsWith(each.Item2, each.Item1.Error);
                Assert.Single(each.Item1.Error.TrimEnd('\n').Split('\n'));
            });
    }

    [Fact]
    public void Every_figure_can_be_asked_for_in_small_letters_and_is_written_as_both_kinds()
    {
        using TemporaryFolder folder = Results([Operation.Add], [Method.Ours, Method.None, Method.WeightDecay]);
        string[] ids = [.. FigureSet.Ids.Except([FigureSet.Everything, "phase-diagram", "coder-sizes", "coder-rates", "coder-bounds"])];
        Assert.All(ids, id =>
        {
            IReadOnlyList<string> paths = FigureSet.DrawAll(folder.Path, folder["figures"], id.ToLowerInvariant());
            Assert.All(paths, path => Assert.StartsWith($"figure-{id}", Path.GetFileName(path)));
            Assert.Equal([".png", ".svg"], paths.Select(Path.GetExtension).Distinct());
            Assert.All(paths.Where(path => path.EndsWith(".svg", StringComparison.Ordinal)), path => Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName));
        });
    }

    [Fact]
    public void Of_a_large_grid_everything_is_what_shows_the_whole_of_it()
    {
        using TemporaryFolder folder = new();
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], 1, 30) with { Grid = [new GridAxis("learning_rate", [1, 2, 3, 4]), new GridAxis("weight_decay", [1, 2, 3, 4])] };
        ResultTables.Write(folder.Path, sweep, SyntheticRuns.Of(sweep));
        Assert.Equal(["figure-phase-diagram.png", "figure-phase-diagram.svg"], FigureSet.DrawAll(folder.Path, folder["figures"]).Select(Path.GetFileName));
        Assert.Equal(16, FigureSet.Find("2")!.Draw(ResultTables.Read(folder.Path)).Count());
    }

    private static TemporaryFolder Results(Operation[] tasks, Method[] methods, int seeds = 2, int epochs = 600)
    {
        TemporaryFolder folder = new();
        SweepSpecification sweep = SyntheticRuns.Sweep(tasks, methods, seeds, epochs);
        ResultTables.Write(folder.Path, sweep, SyntheticRuns.Of(sweep));
        return folder;
    }

    private static (int Code, string Output, string Error) Plot(params string[] arguments)
    {
        Commands.CommandLine grok = new();
        int code = grok.InvokeAsync(["plot", .. arguments]).GetAwaiter().GetResult();
        return (code, grok.Output, grok.Error);
    }
}
