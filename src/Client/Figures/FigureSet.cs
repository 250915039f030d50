using GrokCluster.Client.Rendering;
using GrokCluster.Client.Results;
using GrokCluster.Grains.Runs;
using Grokking.Runs;

namespace GrokCluster.Client.Figures;

/// <summary>Every figure, and the one call that draws them.</summary>
public static class FigureSet
{
    /// <summary>The <c>--figure</c> that stands for every figure.</summary>
    public const string Everything = "all";

    /// <summary>Where figures go, inside a folder of results.</summary>
    public const string FolderName = "figures";

    /// <summary>The figures, in the order of the paper.</summary>
    public static IReadOnlyList<IFigure> All { get; } =
    [
        new ComplexityDynamics("2", Method.Ours, "Regularised (ours)"),
        new ComplexityDynamics("3", Method.None, "Unregularised"),
        new ComplexityDynamics("weight-decay", Method.WeightDecay, "Weight decay alone"),
    ];

    /// <summary>What <c>--figure</c> takes.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. All.Select(figure => figure.Id), Everything];

    /// <summary>Draws figures from a folder of tables, each as PNG and SVG.</summary>
    /// <param name="resultsDirectory">Holds <c>runs.csv</c>, <c>epochs.csv</c> and <c>measurements.csv</c>.</param>
    /// <param name="outDirectory">Receives the pictures; it is made where it is missing.</param>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <returns>The paths of the files; none where the results have nothing that the figure shows.</returns>
    /// <exception cref="ResultsException">A table is missing or damaged, or there is no such figure.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static IReadOnlyList<string> DrawAll(string resultsDirectory, string outDirectory, string id = Everything)
    {
        List<IFigure> figures = [.. All.Where(figure => id == Everything || figure.Id == id)];
        return figures.Count == 0
            ? throw new ResultsException($"There is no figure '{id}'; give one of {string.Join(", ", Ids)}.")
            : Draw(figures, ResultTables.Read(resultsDirectory), outDirectory);
    }

    private static List<string> Draw(List<IFigure> figures, IReadOnlyList<RunRecord> runs, string outDirectory)
    {
        List<string> paths = [];
        foreach (Picture picture in figures.SelectMany(figure => figure.Draw(runs)))
        {
            paths.Add(PictureRenderer.WritePng(picture, outDirectory));
            paths.Add(PictureRenderer.WriteSvg(picture, outDirectory));
        }

        return paths;
    }
}
