using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using GrokCluster.Grains.Runs;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Numerics;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Results;

/// <summary>Any run records at all, and whether two are the same.</summary>
internal static class RunRecords
{
    private static readonly JsonSerializerOptions Exact = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly Gen<double> AnyNumber = Gen.OneOf(Gen.Double, Gen.Double.Unit, Gen.OneOf(double.NaN, 0, 1, 0.1, 1e-300, 12345678901234567.0, double.PositiveInfinity));

    private static readonly Gen<Score> AnyScore = Gen.Select(AnyNumber, AnyNumber, (loss, accuracy) => new Score(loss, accuracy));

    private static readonly Gen<EpsilonMeasurement> AnyBound = Gen.Select(
        Gen.Long[0, long.MaxValue], AnyNumber, AnyScore, AnyScore, AnyNumber,
        (bytes, a, train, test, b) => new EpsilonMeasurement(0, bytes, a, b, a, train, test, bytes / 2, b, a, b));

    private static readonly Gen<CodedSize> AnyCode = Gen.Select(
        Gen.Int[1, 3], Gen.Long[0, long.MaxValue], AnyNumber, AnyScore, AnyScore, Gen.Bool,
        (coder, bytes, a, train, test, fallsBack) => new CodedSize((CoderKind)coder, 0, bytes, a, train, test, a, a, fallsBack ? "two layers: coded, \"tensor\" by tensor" : null));

    private static readonly Gen<Measurement> AnyMeasurement = Gen.Select(
        AnyScore, AnyScore, AnyNumber, Gen.Long[0, long.MaxValue], AnyBound.List[1, 3], AnyCode.List[0, 3],
        (train, test, rank, naive, bounds, codes) => new Measurement(0, train, test, rank, naive, rank, [.. bounds.Select((bound, i) => bound with { Epsilon = 1 / (i + 1.0) })])
        {
            Coded = [.. codes.Select((code, i) => code with { Epsilon = 1 / (i + 1.0) })],
        });

    private static readonly Gen<RunSpecification> AnySpecification = Gen.Select(
        Gen.Enum<Operation>(), Gen.Enum<Method>(), Gen.Enum<NetworkKind>(), Gen.ULong, Gen.Int[1, int.MaxValue], Gen.Double[1e-9, 0.99],
        (task, method, network, seed, epochs, value) => Hyperparameter.All.Where(each => !each.Integer).Aggregate(
            Paper.Run(task, method, seed, epochs, network), (run, each) => each.With(run, value)));

    /// <summary>One record; its identifier and reason may hold anything that CSV has to quote.</summary>
    public static Gen<RunRecord> Any { get; } = Gen.Select(
        AnySpecification, Gen.Enum<RunState>(), Gen.Int[1, 9999].Nullable(), Gen.String[Gen.Char["ab ,\"\n\r€"], 0, 8], AnyScore.List[0, 4], AnyMeasurement.List[0, 4],
        Gen.OneOf("avx512-amd-1a2b3c4d", "avx2-intel-5e6f7081", "unknown").List[0, 3],
        (specification, state, diverged, reason, scores, measurements, numerics) => new RunRecord(
            RunId.Of(specification), specification, state, diverged, reason.Length == 0 ? null : reason,
            [.. scores.Select((score, i) => new Evaluation((i * i) + 1, score, scores[0]))],
            [.. measurements.Select((measurement, i) => measurement with { Epoch = i + 1 })])
        {
            Numerics = [.. numerics.Select(id => new NumericsFingerprint(id, []))],
        });

    /// <summary>Records of different runs, in any order.</summary>
    public static Gen<List<RunRecord>> AnyList { get; } = Any.List[0, 5].Select(runs => runs.DistinctBy(run => run.RunId).ToList());

    /// <summary>Everything in the records, numbers exact.</summary>
    public static string Text(IEnumerable<RunRecord> runs) => JsonSerializer.Serialize(runs, Exact);
}
