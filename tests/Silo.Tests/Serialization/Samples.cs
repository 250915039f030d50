using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Silo.Tests.Serialization;

/// <summary>Contracts with the values that serialisers get wrong: NaN, infinities, -0, the largest seed, shortest doubles, nulls, ε.</summary>
internal static class Samples
{
    public static readonly RunSpecification Run = Paper.Run(Operation.Div, Method.WeightDecay, ulong.MaxValue, epochs: 600) with { TrainFraction = 0.1 + 0.2, WeightNoise = -0.0 };

    public static readonly SweepSpecification Sweep = new()
    {
        Name = "figure-2",
        Tasks = [Operation.Add, Operation.SumOfSquares],
        Methods = [Method.Ours, Method.None],
        Seeds = [0, 1, 2, ulong.MaxValue],
        Epochs = 10_000,
        Network = NetworkKind.Mlp,
        Measure = new MeasureSettings { Epsilons = [1, 0.0625], MoreCoders = [CoderKind.Gauge] },
        Fixed = new Dictionary<string, double> { ["weight_decay"] = 0.3 },
        Grid = [new GridAxis("beta1", [0.9, 0.95]), new GridAxis("learning_rate", [double.Epsilon])],
    };

    public static readonly Measurement Measurement = new(
        Epoch: 66, new Score(0.96, 0.93), new Score(double.NaN, 0.1 / 3), EffectiveRank: double.PositiveInfinity, NaiveBytes: long.MaxValue, BestEpsilon: 0.25,
        [new EpsilonMeasurement(1, 113_480, 0.98, 1e-3, double.NegativeInfinity, new Score(1, 1), new Score(2, 0), 120_000, 0, double.NaN, 5e-324)])
    {
        Coded = [new(CoderKind.Fourier, 1, 744, 0.5, new Score(0.1, double.NaN), new Score(2, 0), double.PositiveInfinity, 5e-324, "two layers: ε \"as\" gauge"), new(CoderKind.Tensor, 0.25, 1, 0, default, default, 1, 1)],
    };

    public static readonly RunRecord Record = new(
        RunId.Of(Run), Run, RunState.Diverged, DivergedAt: 17, "The loss ceased to be a number; \"ε\" ≤ 0 & more.",
        [new Evaluation(1, new Score(4.7, 0.01), new Score(4.8, 0)), new Evaluation(2, new Score(double.NaN, 0), default)], [Measurement])
    {
        Numerics = [new("avx2-amd-00000001", [new("vectors", "256 bits, fma"), new("products", "mkl")]), new("unknown", [])],
    };

    public static readonly SweepProgress Progress = new(
        "sweep", SweepState.Running, 10, 1, new(1, 2, 3, 4, 5, 6, 7, 8, 0.1 / 3, 1, 9), [new(0, "a: ε = 1", Row("a")), new(1, "b", Row("b") with { State = RunState.Cancelled, TrainAccuracy = 0.5 })], TimeSpan.FromTicks(123_456_789), "ε is full");

    public static readonly ContractState State = new()
    {
        Sweep = Sweep,
        Runs = { [Record.RunId] = Record, ["unfinished"] = Record with { DivergedAt = null, Reason = null, Evaluations = [], Measurements = [] } },
        Scores = [(3, new Score(double.NaN, 1))],
        Remaining = TimeSpan.FromDays(3),
        State = RunState.Failed,
    };

    public static RunProgress Row(string id) => new(id, RunState.Waiting, 0, 600, double.NaN, double.NaN, 0, 0, 0, 20, 3, [700, 900]);
}
