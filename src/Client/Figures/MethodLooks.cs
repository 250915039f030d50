using GrokCluster.Client.Rendering;
using Grokking.Runs;
using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>Each method's colour, line and marker, the same in every figure: from Paul Tol's "vibrant" scheme, and by pattern where there is no colour.</summary>
public static class MethodLooks
{
    private static readonly (Method Method, Look Look)[] All =
    [
        (Method.Ours, new("Regularised (ours)", Style.Emphasis, Style.CurveWidth, LinePattern.Solid, MarkerShape.FilledCircle)),
        (Method.WeightDecay, new("Weight decay alone", Color.FromHex("#009988"), Style.CurveWidth, Style.Dashed, MarkerShape.FilledSquare)),
        (Method.None, new("Unregularised", Color.FromHex("#0077BB"), Style.CurveWidth, Style.Dotted, MarkerShape.FilledTriangleUp)),
    ];

    /// <summary>The methods in the order in which figures show them: the paper's own first.</summary>
    public static IReadOnlyList<Method> Order { get; } = [.. All.Select(each => each.Method)];

    /// <summary>A method's curve.</summary>
    public static Look Of(Method method) => Points(method) with { Marker = MarkerShape.None };

    /// <summary>A method's curve with a marker at each point.</summary>
    public static Look Points(Method method) => All.First(each => each.Method == method).Look;
}
