using System.Diagnostics;
using GrokCluster.Client.Commands;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using GrokCluster.Silo;
using Grokking.Runs;
using Grokking.Training;

namespace GrokCluster.Client.Running;

/// <summary>
/// Says what of a sweep is done and how long the rest would take here: it asks the data directory's own state, and trains one cohort of each shape for two
/// epochs to see how fast this machine is.
/// </summary>
public sealed class SweepEstimator : ISweepEstimator
{
    // Measured for one layer (242,547 weights) and seven ε on one core; takes about as long again for every further such network's worth of weights.
    private const double SecondsPerCheckpoint = 2.5;
    private const double WeightsOfOneLayer = 242_547;
    private const int CalibratedShapes = 4;

    /// <inheritdoc/>
    public async Task<SweepEstimate> EstimateAsync(RunRequest request, CancellationToken cancellationToken)
    {
        RunPlan[] plans = [.. SweepExpansion.Plans(request.Sweep)];
        HashSet<string> done = await Done(request, plans, cancellationToken);
        IReadOnlyList<IReadOnlyList<RunSpecification>> cohorts = Cohorts.Pack(plans.Where(plan => !done.Contains(RunId.Of(plan.Run))).Select(plan => plan.Run), MachineDevices.CapacityBefore(request.Sweep.Device));
        int slots = Math.Max(1, Math.Min(request.Slots ?? Environment.ProcessorCount, Math.Max(1, cohorts.Count)));
        double seconds = cohorts.Count == 0 ? 0 : await Task.Run(() => Seconds(cohorts, request, cancellationToken), cancellationToken) / slots;
        return new(done.Count, cohorts.Count, TimeSpan.FromSeconds(seconds));
    }

    // A data directory that was never used is not created.
    private static async Task<HashSet<string>> Done(RunRequest request, RunPlan[] plans, CancellationToken cancellationToken)
    {
        HashSet<string> done = [];
        if (Directory.Exists(request.DataDirectory))
        {
            SiloOptions options = new() { DataDirectory = request.DataDirectory, Slots = new Dictionary<string, int> { [DeviceClass.Cpu] = 0 } };
            await using EmbeddedSilo silo = await EmbeddedSilo.StartAsync(options, cancellationToken: cancellationToken);
            foreach (RunPlan plan in plans)
            {
                string run = RunId.Of(plan.Run);
                if (await silo.Grains.GetGrain<IRunGrain>(run).Read(plan) is { State: RunState.Completed or RunState.Diverged })
                {
                    done.Add(run);
                }
            }
        }

        return done;
    }

    private static double Seconds(IReadOnlyList<IReadOnlyList<RunSpecification>> cohorts, RunRequest request, CancellationToken cancellationToken)
    {
        using ComputeThread thread = new("calibration");
        return thread.Run(() =>
        {
            double training = 0;
            double measuring = 0;
            foreach (IGrouping<string, IReadOnlyList<RunSpecification>> shape in cohorts.GroupBy(cohort => Cohorts.Key(cohort[0])).Take(CalibratedShapes))
            {
                cancellationToken.ThrowIfCancellationRequested();
                RunPlan first = new(shape.First()[0], request.Sweep.Measure);
                int runs = shape.Sum(cohort => cohort.Count);
                using CohortTrainer trainer = new(shape.First());
                trainer.TrainEpoch();
                double epoch = Time(trainer.TrainEpoch);
                double evaluation = Time(() => trainer.Evaluate());
                double perRun = ((epoch * request.Sweep.Epochs) + (evaluation * first.EvaluatedEpochs().Count)) / shape.First().Count;
                training += perRun * runs;
                measuring += SecondsPerCheckpoint * trainer.WeightsOf(0).Values.Length / WeightsOfOneLayer * first.MeasuredEpochs().Count * runs;
            }

            // Shapes beyond those tried are taken to be like them on average.
            int shapes = cohorts.Select(cohort => Cohorts.Key(cohort[0])).Distinct().Count();
            return (training + measuring) * Math.Max(1, (double)shapes / CalibratedShapes);
        }).GetAwaiter().GetResult();
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
