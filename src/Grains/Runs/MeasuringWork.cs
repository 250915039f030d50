using Grokking.Coders;

namespace GrokCluster.Grains.Runs;

/// <summary>A stored checkpoint that waits to be measured.</summary>
/// <param name="Demand">One of the demands that want it.</param>
/// <param name="Effort">What it is to be measured by (<see cref="RunPlan.Efforts"/>).</param>
/// <param name="Coder">The effort's coder.</param>
/// <param name="Epoch">The checkpoint's.</param>
public sealed record MeasuringWork(OpenDemand Demand, string Effort, CoderKind Coder, int Epoch);
