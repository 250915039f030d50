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
        Assert.Equal(["figure-2.png", "figure-2.svg", "figure-3.png", "figure-3.svg"], paths.Select(Path.GetFileName));
        IReadOnlyList<string> again = FigureSet.DrawAll(folder.Path, folder["again"]);
        Assert.All(paths.Zip(again), pair => Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second)));
    }

    [Fact]
    public void The_png_is_at_twice_the_scale_not_blank_and_small_for_four_panels_of_six_seeds()
    {
        using TemporaryFolder folder = Results([Operation.Add, Operation.Sub, Operation.Mul, Operation.Div], [Method.Ours], seeds: 6, epochs: 10_000);
        string path = FigureSet.DrawAll(folder.Path, folder["figures"])[0];
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
        string path = FigureSet.DrawAll(folder.Path, folder["figures"])[1];
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
                (Plot(folder.Path, "--figure", "7"), "There is no figure '7'; give one of 2, 3, weight-decay, all."),
                (Plot(folder.Path, "--figure", "3"), $"{folder.Path}: its runs have nothing to draw for --figure 3"),
                (Plot(folder.Path, "--out", file), $"{file}: figures cannot be written there"),
            ],
            each =>
            {
                Assert.Equal((2, ""), (each.Item1.Code, each.Item1.Output));
                Assert.StartsWith(each.Item2, each.Item1.Error);
                Assert.Single(each.Item1.Error.TrimEnd('\n').Split('\n'));
            });
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
