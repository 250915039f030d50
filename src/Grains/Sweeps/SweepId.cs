using System.Globalization;
using GrokCluster.Grains.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Names a sweep by its name and a hash of its runs, so that the same file submitted again is the same sweep.</summary>
public static class SweepId
{
    /// <summary>The id, such as <c>quickstart-1f0c9a2e</c>.</summary>
    public static string Of(SweepSpecification sweep) =>
        string.Create(CultureInfo.InvariantCulture, $"{sweep.Name}-{RunPlan.Hash(string.Join('\n', SweepExpansion.Plans(sweep).Select(plan => plan.Key)))}");
}
