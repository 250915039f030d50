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

    /// <summary>The most grid points that <see cref="Everything"/> draws one by one; of a larger grid it draws what shows the whole of it, and the others by name.</summary>
    public const int MostPoints = 12;

    /// <summary>The figures: the paper's in its order, then those beyond it.</summary>
    public static IReadOnlyList<IFigure> All { get; } =
    [
        new RegularisationEffect(),
        new ComplexityDynamics("2", Method.Ours),
        new ComplexityDynamics("3", Method.None),
        new RateDistortion(),
        new DistortionBounds(),
        // Above 1 the bound says nothing, as an error is never larger.
        new MethodComparison("6", "generalisation bound (Eqn 4)", "Generalisation bound", ValueAxes.FromZero("Bound on the error"), Quantities.GeneralizationBound, Reference: 1),
        new MethodComparison("A.7", "complexity by quantisation alone (Algorithm 2)", "Complexity by quantisation alone", ValueAxes.FromZero("Complexity (KB)"), Quantities.QuantizedComplexity),
        new MethodComparison("A.8", "effective rank", "Effective rank", ValueAxes.FromZero("Effective rank"), _ => Quantities.EffectiveRank, DependsOnEpsilon: false),
        new MethodComparison("A.9", "bzip2 size of the unchanged weights", "Size without coarse-graining", ValueAxes.Range("bzip2 size (KB)"), _ => Quantities.NaiveSize, DependsOnEpsilon: false),
        new Accuracies(),
        new MethodComparison("A.11", "total description length", "Total description length", ValueAxes.FromZero("Complexity + entropy (KB)"), Quantities.DescriptionLength),
        new ComplexityDynamics("weight-decay", Method.WeightDecay),
        new AlignedComplexity(),
        new BestEpsilon(),
        new PhaseDiagram(),
        new CoderComparison("coder-sizes", "complexity by coder", "Complexity by coder", "Complexity (KB)", Quantities.Size),
        new CoderRates(),
        new CoderComparison("coder-bounds", "generalisation bound (Eqn 4) by coder", "Generalisation bound by coder, smallest over ε", "Bound on the error", (coder, _) => Quantities.SmallestBound(coder), DependsOnEpsilon: false, Reference: 1),
    ];

    /// <summary>What <c>--figure</c> takes, in capitals or not.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. All.Select(figure => figure.Id), Everything];

    /// <summary>Finds a figure by its id; null where there is none.</summary>
    public static IFigure? Find(string id) => All.FirstOrDefault(figure => figure.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

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
        if (id.Equals(Everything, StringComparison.OrdinalIgnoreCase))
        {
            IReadOnlyList<RunRecord> runs = ResultTables.Read(resultsDirectory);
            bool eachPoint = GridPoint.Of(runs).Count <= MostPoints;
            return Draw(All.Where(figure => eachPoint || figure.ShowsGrid), runs, outDirectory);
        }

        return Find(id) is { } asked
            ? Draw([asked], ResultTables.Read(resultsDirectory), outDirectory)
            : throw new ResultsException($"There is no figure '{id}'; give one of {string.Join(", ", Ids)}.");
    }

    private static List<string> Draw(IEnumerable<IFigure> figures, IReadOnlyList<RunRecord> runs, string outDirectory)
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
