using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Results;

/// <summary>Runs whose curves have the shapes of the published ones, without any training: memorisation, a peak of complexity, grokking, a low end.</summary>
internal static class SyntheticRuns
{
    public static SweepSpecification Sweep(IReadOnlyList<Operation> tasks, IReadOnlyList<Method> methods, int seeds, int epochs = 10_000) => new()
    {
        Name = "synthetic",
        Tasks = tasks,
        Methods = methods,
        Seeds = [.. Enumerable.Range(0, seeds).Select(seed => (ulong)seed)],
        Epochs = epochs,
        Measure = new MeasureSettings { Epsilons = [0.25, 1] },
    };

    public static IReadOnlyList<RunRecord> Of(SweepSpecification sweep) => [.. SweepExpansion.Runs(sweep).Select(run => Of(run, sweep.Measure))];

    public static RunRecord Of(RunSpecification run, MeasureSettings settings) => new(
        RunId.Of(run), run, RunState.Completed, null, null,
        [.. Schedule(settings.EvaluationBase, run.Epochs).Select(epoch => new Evaluation(epoch, Train(run, epoch), Test(run, epoch)))],
        [.. Schedule(settings.ScheduleBase, run.Epochs).Select(epoch => Measure(run, epoch, settings.Epsilons))]);

    /// <summary>The same runs as more coders would have measured them: a half, a quarter and an eighth of bzip2's sizes.</summary>
    public static IReadOnlyList<RunRecord> WithCoders(IReadOnlyList<RunRecord> runs) => [.. runs.Select(run => run with
    {
        Measurements = [.. run.Measurements.Select(at => at with { Coded = [.. ((CoderKind[])[CoderKind.Tensor, CoderKind.Gauge, CoderKind.Fourier]).SelectMany(coder => at.Epsilons.Select(each => Coded(coder, each)))] })],
    })];

    private static CodedSize Coded(CoderKind coder, EpsilonMeasurement each) => new(
        coder, each.Epsilon, each.Bytes >> (int)coder, each.Distortion, each.CoarseTrain, each.CoarseTest, each.GeneralizationBound / 2, each.DescriptionLengthBits / 2, coder == CoderKind.Gauge ? "two layers" : null);

    private static IEnumerable<int> Schedule(double power, int last) =>
        Enumerable.Range(0, 1000).Select(n => Math.Pow(power, n)).TakeWhile(epoch => epoch < last).Select(epoch => (int)epoch).Append(last).Distinct();

    private static bool Deep(RunSpecification run) => run.Task is Operation.Sub or Operation.Div;

    private static Score Train(RunSpecification run, int epoch) => Score(0.005 + (0.995 * Rise(epoch, (Deep(run) ? 27 : 42) * Seed(run, 1, 0.04), 3.2)));

    private static Score Test(RunSpecification run, int epoch) => run.Method == Method.None
        ? Score(0.005 + (0.1 * Rise(epoch, 300, 2)))
        : Score(0.004 + (0.2 * Rise(epoch, 55, 4)) + (0.796 * Rise(epoch, 270 * Seed(run, 2, 0.12), 9)));

    private static Measurement Measure(RunSpecification run, int epoch, IReadOnlyList<double> epsilons)
    {
        double peak = Deep(run) ? 208e3 : 95e3;
        double end = run.Method switch { Method.None => 0.92, Method.WeightDecay => 0.6, _ => Deep(run) ? 0.42 : 0.25 };
        double size = peak * Rise(epoch, 24, 6) * (1 - ((1 - end) * Rise(epoch, 230, 5))) * Seed(run, epoch, 0.12);
        return new Measurement(epoch, Train(run, epoch), Test(run, epoch), 20 + (60 * Rise(epoch, 100, -3)), 924_000 - epoch, 0.25,
            [.. epsilons.Select(epsilon => Bound(run, epoch, epsilon, (long)(285 + (size * (1 - (0.3 * Math.Log2(epsilon)))))))]);
    }

    private static EpsilonMeasurement Bound(RunSpecification run, int epoch, double epsilon, long bytes) => new(
        epsilon, bytes, 0.9, 0.03, epsilon * 0.8, Train(run, epoch), Test(run, epoch), bytes * 2, 0.02, bytes / 1e4, (bytes * 8) + 100.5);

    private static Score Score(double accuracy) => new(-Math.Log(Math.Max(accuracy, 1e-9)), accuracy);

    private static double Rise(double epoch, double middle, double steepness) => 1 / (1 + Math.Pow(epoch / middle, -steepness));

    // A fixed wobble that differs from seed to seed: tests must not draw.
    private static double Seed(RunSpecification run, int salt, double size) => 1 + (size * Math.Sin((run.Seed * 2.4) + (salt * 78.233) + ((int)run.Task * 3.7)));
}
