using System.Diagnostics;
using Grokking.Model;
using Grokking.Plain;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Timing;
using Grokking.Training;
using TorchSharp;

namespace GrokCluster.Client.Benchmarks;

/// <summary>A kind of run that is measured.</summary>
/// <param name="Name">For people.</param>
/// <param name="Operation">Task.</param>
/// <param name="Method">Regularisers.</param>
public sealed record TrainingCase(string Name, Operation Operation, Method Method);

/// <summary>Figures of one case. Times are milliseconds a member-update.</summary>
/// <param name="Case">Name.</param>
/// <param name="Plain">The plain form on one thread.</param>
/// <param name="Ours">Ours on one thread by S, the number of members.</param>
/// <param name="Ratio">Plain over ours with S = 1, of rounds side by side.</param>
/// <param name="PlainAllCores">The plain form given all cores.</param>
/// <param name="OursAllCores">Ours with a worker on each core: the machine's time for one member-update.</param>
/// <param name="RatioAllCores">The quotient of these.</param>
/// <param name="Phases">Where our time goes.</param>
/// <param name="Floor">What the arithmetic alone would take.</param>
public sealed record TrainingFigures(
    string Case, Spread Plain, IReadOnlyDictionary<int, Spread> Ours, Spread Ratio, Spread PlainAllCores, Spread OursAllCores, Spread RatioAllCores, IReadOnlyDictionary<string, double> Phases, double Floor);

/// <summary>
/// Measures training against the plain form in one process, in turns: each round trains an epoch of every form, so that what disturbs the machine disturbs all alike.
/// Every form runs on threads of its own, as libtorch's number of threads belongs to a thread.
/// </summary>
/// <param name="rounds">How many rounds.</param>
/// <param name="cores">Workers and threads of the forms that use the whole machine.</param>
public sealed class TrainingBenchmark(int rounds, int cores)
{
    private const int WarmUpEpochs = 8;
    private static readonly int[] Members = [1, 2, 4];

    /// <summary>The published settings that differ in speed.</summary>
    public static IReadOnlyList<TrainingCase> Cases { get; } =
    [
        new("one layer, ours", Operation.Add, Method.Ours),
        new("one layer, none", Operation.Add, Method.None),
        new("two layers, ours", Operation.Sub, Method.Ours),
    ];

    /// <summary>Measures one case.</summary>
    /// <param name="what">Which.</param>
    /// <param name="rates">This machine's, for the floor.</param>
    /// <param name="cancellation">Observed between rounds.</param>
    public TrainingFigures Measure(TrainingCase what, MachineRates rates, CancellationToken cancellation)
    {
        RunSpecification[] runs = [.. Enumerable.Range(1, Math.Max(cores, Members.Max())).Select(seed => Paper.Run(what.Operation, what.Method, (ulong)seed, epochs: 1_000_000))];
        List<double> plain = [];
        List<double> plainAll = [];
        List<double> oursAll = [];
        Dictionary<int, List<double>> ours = Members.ToDictionary(each => each, _ => new List<double>());
        PhaseClock clock = new();
        using PlainTraining alone = new(runs[0]);
        CohortTrainer[] cohorts = [.. Members.Select(size => new CohortTrainer(runs[..size]) { Clock = size == 1 ? clock : null })];
        CohortTrainer[] workers = [.. runs[..cores].Select(run => new CohortTrainer([run]))];
        int updates = alone.UpdatesPerEpoch;
        try
        {
            for (int epoch = 0; epoch < WarmUpEpochs; epoch++)
            {
                Array.ForEach([.. cohorts, .. workers], each => each.TrainEpoch());
            }

            alone.TrainEpoch();
            clock.Reset();
            for (int round = 0; round < rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                plain.Add(OnThreads(1, [() => alone.TrainEpoch()]) / updates);
                for (int i = 0; i < cohorts.Length; i++)
                {
                    ours[Members[i]].Add(OnThreads(1, [cohorts[i].TrainEpoch]) / updates / Members[i]);
                }

                plainAll.Add(OnThreads(cores, [() => alone.TrainEpoch()]) / updates);
                oursAll.Add(OnThreads(1, [.. workers.Select(each => (Action)each.TrainEpoch)]) / updates / cores);
            }
        }
        finally
        {
            Array.ForEach([.. cohorts, .. workers], each => each.Dispose());
        }

        return new(
            what.Name,
            Spread.Of(plain),
            ours.ToDictionary(each => each.Key, each => Spread.Of(each.Value)),
            Ratio(plain, ours[1]),
            Spread.Of(plainAll),
            Spread.Of(oursAll),
            Ratio(plainAll, oursAll),
            clock.Seconds.ToDictionary(each => each.Key, each => 1e3 * each.Value / updates / rounds),
            1e3 * TrainingFloor.Of(runs[0]).Seconds(rates));
    }

    private static Spread Ratio(List<double> of, List<double> to) => Spread.Of(of.Zip(to, (a, b) => a / b));

    // Milliseconds until all actions, each on a thread of its own, have ended.
    private static double OnThreads(int torchThreads, Action[] actions)
    {
        using Barrier start = new(actions.Length + 1);
        Thread[] threads = [.. actions.Select(action => new Thread(() =>
        {
            torch.set_num_threads(torchThreads);
            FreedMemory.Keep();
            start.SignalAndWait();
            action();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        start.SignalAndWait();
        long begun = Stopwatch.GetTimestamp();
        Array.ForEach(threads, thread => thread.Join());
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }
}
