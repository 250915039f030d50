using GrokCluster.Client.Benchmarks;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Benchmarks;

public class CoarseGrainingBenchmarkTests
{
    private static readonly RunSpecification Run = Paper.Run(Operation.Add, Method.Ours, seed: 0, epochs: 2) with
    {
        Modulus = 13,
        Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 16, Heads: 2, MlpWidth: 32),
    };

    [Fact]
    public void Both_forms_measure_a_small_checkpoint()
    {
        BenchmarkCheckpoint checkpoint = Assert.Single(BenchmarkCheckpoints.Train(Run, [2], TestContext.Current.CancellationToken));
        CoarseGrainingBenchmark benchmark = new(Run, new() { Epsilons = [1, 0.01], Evaluations = 20 }, rounds: 1);

        CheckpointFigures figures = benchmark.Measure(checkpoint, TestContext.Current.CancellationToken);

        Assert.Equal([1, 0.01], figures.Sizes.Select(each => each.Epsilon));
        Assert.All(figures.Sizes, each => Assert.InRange(each.Ratio, 0.01, 2));
        Assert.True(figures.Plain.Median > 0 && figures.Ours.Median > 0);
        Assert.Contains("compress", figures.Phases.Keys);
        Assert.InRange(benchmark.Throughput([checkpoint], 2, TestContext.Current.CancellationToken).Median, 0.1, 10);
    }

    [Fact]
    public void Every_coder_codes_a_small_checkpoint_and_the_range_coder_gives_back_what_it_took()
    {
        BenchmarkCheckpoint checkpoint = Assert.Single(BenchmarkCheckpoints.Train(Run, [2], TestContext.Current.CancellationToken));

        CoderFigures figures = new CoderBenchmark(Run, new() { Epsilons = [1, 0.5] }, rounds: 1).Measure(checkpoint, TestContext.Current.CancellationToken);

        Assert.Equal(CoderBenchmark.Coders.Count, figures.Alone.Count);
        Assert.All(figures.Bytes, each => Assert.InRange(each[0], 4, each[1]));
        Assert.InRange(CoderBenchmark.RangeCoder(rounds: 1).BitsPerSymbol, 0.1, 8);
    }

    [Fact]
    public void The_plain_scorer_gives_the_scores_of_ours()
    {
        Weights weights = BenchmarkCheckpoints.Train(Run, [2], TestContext.Current.CancellationToken)[0].Weights;
        using PlainScorer plain = new(Run);
        using RunScorer ours = new(Run);
        Assert.Equal(ours.TrainCount, plain.TrainCount);
        Assert.Equal(ours.ScoreTrain([weights])[0].Loss, plain.ScoreTrain([weights])[0].Loss, 1e-5);
        Assert.Equal(ours.ScoreTest([weights])[0].Loss, plain.ScoreTest([weights])[0].Loss, 1e-5);
    }

    [Fact]
    public void Checkpoints_are_read_as_they_were_kept()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<BenchmarkCheckpoint> trained = BenchmarkCheckpoints.Train(Run, [1, 2], TestContext.Current.CancellationToken);
        BenchmarkCheckpoints.Write(folder.Path, Run, trained);
        Assert.Equal(trained.Select(each => each.Weights.Values), BenchmarkCheckpoints.Read(folder.Path, Run, [1, 2]).Select(each => each.Weights.Values));
    }
}
