using GrokCluster.Grains.Queues;
using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>A sweep's wish for a run, kept with the run until it is fulfilled, cancelled or given up.</summary>
/// <param name="Observer">Key of the <see cref="IRunObserver"/> to tell.</param>
/// <param name="Claim">The sweep, for the queues.</param>
/// <param name="Device">Class of the devices that train it.</param>
/// <param name="Attempts">After so many faults of one piece of work in a row the run is given up; the loss of a silo is no fault.</param>
/// <param name="Retry">Names the user's last wish to retry failed runs; a run that failed before it is tried again. Empty where there was none.</param>
public sealed record Demand(string Observer, Claim Claim, string Device, int Attempts, string Retry);

/// <summary>A demand with what it asks for, as it is stored.</summary>
/// <param name="For">Who wants it.</param>
/// <param name="Epochs">How long the run is trained.</param>
/// <param name="Measure">When and how it is measured.</param>
public sealed record OpenDemand(Demand For, int Epochs, MeasureSettings Measure)
{
    /// <summary>The plan of this demand for a run.</summary>
    public RunPlan Plan(RunSpecification run) => new(run with { Epochs = Epochs }, Measure);
}
