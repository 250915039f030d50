using System.Diagnostics;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Plain;
using Grokking.Runs;
using Grokking.Timing;
using TorchSharp;

namespace GrokCluster.Client.Benchmarks;

/// <summary>The sizes that one round found for one ε.</summary>
/// <param name="Epsilon">ε.</param>
/// <param name="Round">The round, which is also the seed of both searches.</param>
/// <param name="Ours">Bytes from one pool for all ε.</param>
/// <param name="Plain">Bytes by Algorithm 1 for this ε alone.</param>
public sealed record SizePair(double Epsilon, int Round, long Ours, long Plain)
{
    /// <summary>Ours by plain.</summary>
    public double Ratio => (double)Ours / Plain;
}

/// <summary>What was found of one checkpoint.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Ours">CPU-seconds of Algorithm 1 for all ε, winners decoded and checked.</param>
/// <param name="Whole">CPU-seconds of the whole measurement: Algorithm 2, the test split and the rest included.</param>
/// <param name="Plain">CPU-seconds of Algorithm 1, all ε together.</param>
/// <param name="Sizes">One entry a round and ε.</param>
/// <param name="Phases">Where ours goes, seconds, mean over rounds.</param>
public sealed record CheckpointFigures(int Epoch, Spread Ours, Spread Whole, Spread Plain, IReadOnlyList<SizePair> Sizes, IReadOnlyDictionary<string, double> Phases)
{
    /// <summary>Plain by ours, of the medians.</summary>
    public double Ratio => Plain.Median / Ours.Median;
}

/// <summary>
/// Coarse-graining, ours against the plain form, in one process and in turns: in each round each checkpoint by ours and then by Algorithm 1 for each ε, with a decomposition for each
/// evaluation and <see cref="PlainScorer"/>. A round is also a seed, so that sizes are not those of one lucky search. Times are CPU time of the process, collection of garbage included.
/// </summary>
/// <param name="run">The run whose checkpoints these are.</param>
/// <param name="settings">ε and evaluations.</param>
/// <param name="rounds">How often each checkpoint is measured by both forms.</param>
public sealed class CoarseGrainingBenchmark(RunSpecification run, MeasureSettings settings, int rounds)
{
    /// <summary>Measures one checkpoint by both forms.</summary>
    public CheckpointFigures Measure(BenchmarkCheckpoint checkpoint, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        FreedMemory.Keep();
        using RunScorer scorer = new(run);
        using PlainScorer plainScorer = new(run);
        List<double> ours = [];
        List<double> whole = [];
        List<double> plain = [];
        List<SizePair> sizes = [];
        PhaseClock clock = new();
        Whole(checkpoint, scorer, seed: 0, cancellation); // compiled and warm
        for (int round = 1; round <= rounds; round++)
        {
            IReadOnlyList<long> found = [];
            ours.Add(CpuTime.Of(() => found = AlgorithmOne(checkpoint, scorer, (ulong)round, cancellation)).Cpu);
            clock.Start();
            whole.Add(CpuTime.Of(() => Whole(checkpoint, scorer, (ulong)round, cancellation, clock)).Cpu);
            double spent = 0;
            foreach ((double epsilon, long mine) in settings.Epsilons.Zip(found))
            {
                cancellation.ThrowIfCancellationRequested();
                long bytes = 0;
                spent += CpuTime.Of(() => bytes = PlainCoarseGraining.SmallestBytes(checkpoint.Weights, plainScorer, epsilon, (ulong)round)).Cpu;
                sizes.Add(new(epsilon, round, mine, bytes));
            }

            plain.Add(spent);
        }

        return new(checkpoint.Epoch, Spread.Of(ours), Spread.Of(whole), Spread.Of(plain), sizes, clock.Seconds.ToDictionary(each => each.Key, each => each.Value / rounds));
    }

    /// <summary>How many times as many checkpoints several threads finish as one, each with all of <paramref name="checkpoints"/> to do; one entry a round, in turns.</summary>
    public Spread Throughput(IReadOnlyList<BenchmarkCheckpoint> checkpoints, int threads, CancellationToken cancellation)
    {
        List<double> ratios = [];
        for (int round = 0; round < rounds; round++)
        {
            double one = Seconds(checkpoints, 1, cancellation);
            ratios.Add(threads * one / Seconds(checkpoints, threads, cancellation));
        }

        return Spread.Of(ratios);
    }

    private double Seconds(IReadOnlyList<BenchmarkCheckpoint> checkpoints, int threads, CancellationToken cancellation)
    {
        using Barrier start = new(threads + 1);
        Exception? fault = null;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            torch.set_num_threads(1);
            FreedMemory.Keep();
            using RunScorer scorer = new(run);
            start.SignalAndWait();
            try
            {
                foreach (BenchmarkCheckpoint each in checkpoints)
                {
                    Whole(each, scorer, seed: 1, cancellation);
                }
            }
            catch (Exception thrown)
            {
                fault = thrown;
            }
        }))];
        Array.ForEach(workers, worker => worker.Start());
        start.SignalAndWait();
        long began = Stopwatch.GetTimestamp();
        Array.ForEach(workers, worker => worker.Join());
        cancellation.ThrowIfCancellationRequested();
        return fault is null ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException("A worker of the benchmark failed.", fault);
    }

    private IReadOnlyList<long> AlgorithmOne(BenchmarkCheckpoint checkpoint, RunScorer scorer, ulong seed, CancellationToken cancellation)
    {
        LowRank lowRank = LowRank.Of(checkpoint.Weights);
        SizeModel sizes = new(new EntropySurface(checkpoint.Weights, lowRank, cancellation));
        CandidatePool pool = new(checkpoint.Weights, lowRank, scorer, new Bzip2Coder(), sizes, cancellation);
        QuantizationSearch.Screen(pool, sizes, settings.Epsilons);
        return [.. CoarseGraining.Run(pool, sizes, settings.Epsilons, settings.Evaluations, seed).Select(pool.Bytes)];
    }

    private Measurement Whole(BenchmarkCheckpoint checkpoint, RunScorer scorer, ulong seed, CancellationToken cancellation, PhaseClock? clock = null) =>
        new CheckpointMeasurer(new Bzip2Coder()) { Clock = clock }.Measure(checkpoint.Weights, checkpoint.Epoch, scorer, settings, seed, cancellation);
}
