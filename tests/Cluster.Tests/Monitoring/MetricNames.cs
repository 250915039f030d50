using System.Text.RegularExpressions;

namespace GrokCluster.Cluster.Tests.Monitoring;

/// <summary>Which metrics an expression of Prometheus names.</summary>
internal static partial class MetricNames
{
    private static readonly HashSet<string> Words = ["and", "or", "unless", "by", "on", "without", "ignoring", "bool", "offset"];

    /// <summary>Every name that is neither a label, nor a function, nor an operator.</summary>
    public static IReadOnlyList<string> Of(string expression) =>
        [.. Name().Matches(Elsewhere().Replace(expression, " ")).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct()];

    // Selectors, ranges, strings, and the labels after by and the like.
    [GeneratedRegex("""\{[^}]*\}|\[[^\]]*\]|"[^"]*"|\b(?:by|on|without|ignoring)\s*\([^)]*\)""")]
    private static partial Regex Elsewhere();

    // 1e9 is a number, rate( a function.
    [GeneratedRegex(@"(?<![\w.])[a-zA-Z_:][\w:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
