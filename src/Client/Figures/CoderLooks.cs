using GrokCluster.Client.Rendering;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>Each coder's colour, line and marker: Paul Tol's "vibrant" scheme, and patterns for where there is no colour.</summary>
public static class CoderLooks
{
    private static readonly Dictionary<CoderKind, Look> All = new()
    {
        [CoderKind.Bzip2] = new("bzip2 (published)", Style.Context, Style.CurveWidth, LinePattern.Solid, MarkerShape.FilledCircle),
        [CoderKind.Tensor] = new("tensor", Color.FromHex("#0077BB"), Style.CurveWidth, Style.Dashed, MarkerShape.FilledSquare),
        [CoderKind.Gauge] = new("gauge", Style.Emphasis, Style.EmphasisWidth, LinePattern.Solid, MarkerShape.FilledDiamond),
        [CoderKind.Fourier] = new("fourier (prior: knows the task)", Color.FromHex("#EE7733"), Style.CurveWidth, Style.Dotted, MarkerShape.FilledTriangleUp),
    };

    /// <summary>The coders in the order in which figures show them: the published one first.</summary>
    public static IReadOnlyList<CoderKind> Order { get; } = [.. All.Keys];

    /// <summary>A coder's curve.</summary>
    public static Look Of(CoderKind coder) => Points(coder) with { Marker = MarkerShape.None };

    /// <summary>A coder's curve with a marker at each point.</summary>
    public static Look Points(CoderKind coder) => All[coder];
}
