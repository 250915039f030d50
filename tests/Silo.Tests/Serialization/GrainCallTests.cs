using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Silo.Tests.Serialization;

public class GrainCallTests(ContractClusterFixture cluster)
{
    public static TheoryData<string> Callers => ["silo", "client"];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Records_come_back_as_they_went(string caller)
    {
        IContractGrain grain = cluster.Grain(caller);
        Assert.Equal(Samples.Run, await grain.EchoAsync(Samples.Run));
        Assert.Equivalent(Samples.Sweep, await grain.EchoAsync(Samples.Sweep), strict: true);
        Assert.Equal(Samples.Sweep.Measure, (await grain.EchoAsync(Samples.Sweep)).Measure);
        Same(Samples.Progress, await grain.EchoAsync(Samples.Progress));
        Same(Samples.Record, await grain.EchoAsync(Samples.Record));
        Assert.True(double.IsNegative((await grain.EchoAsync(Samples.Run)).WeightNoise));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Structs_enums_and_nullables_come_back_as_they_went(string caller)
    {
        IContractGrain grain = cluster.Grain(caller);
        Assert.Equal(Samples.Record.Evaluations[1], await grain.EchoAsync(Samples.Record.Evaluations[1]));
        Assert.Equal((RunState.Cancelled, 17, TimeSpan.FromTicks(1), new Score(double.NaN, 1)), await grain.EchoAsync(RunState.Cancelled, 17, TimeSpan.FromTicks(1), new Score(double.NaN, 1)));
        Assert.Equal((RunState.Waiting, null, null, null), await grain.EchoAsync(RunState.Waiting, null, null, null));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Lists_and_dictionaries_of_records_come_back_as_they_went(string caller)
    {
        IContractGrain grain = cluster.Grain(caller);
        foreach (IReadOnlyList<Measurement> measurements in (IReadOnlyList<Measurement>[])[[], [Samples.Measurement], new List<Measurement> { Samples.Measurement, Samples.Measurement }])
        {
            IReadOnlyList<Measurement> back = await grain.EchoAsync(measurements);
            Assert.Equal(measurements.Count, back.Count);
            Assert.All(back, each => Same(Samples.Measurement, each));
        }

        IReadOnlyDictionary<string, RunProgress> rows = new Dictionary<string, RunProgress> { ["a"] = Samples.Row("a"), ["b"] = Samples.Row("b") };
        IReadOnlyDictionary<string, RunProgress> rowsBack = await grain.EchoAsync(rows);
        Assert.Equal(rows.Keys, rowsBack.Keys);
        Assert.All(rows, row => Same(row.Value, rowsBack[row.Key]));
    }

    [Theory]
    [InlineData("silo", 0)]
    [InlineData("silo", 1)]
    [InlineData("silo", 2)]
    [InlineData("silo", 3)]
    [InlineData("client", 0)]
    [InlineData("client", 1)]
    [InlineData("client", 2)]
    [InlineData("client", 3)]
    public async Task Collection_expressions_arrive(string caller, int count)
    {
        IReadOnlyList<RunRecord> runs = await cluster.Grain(caller).ExpressionAsync(Samples.Record, count);
        Assert.Equal(count, runs.Count);
        Assert.All(runs, run => Same(Samples.Record, run));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Progress_streams(string caller)
    {
        List<SweepProgress> seen = [];
        await foreach (SweepProgress progress in cluster.Grain(caller).StreamAsync(Samples.Progress, 250, TestContext.Current.CancellationToken))
        {
            seen.Add(progress);
        }

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{i}"), seen.Select(progress => progress.SweepId));
        Assert.All(seen, progress => Same(Samples.Progress, progress with { SweepId = Samples.Progress.SweepId }));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Exceptions_keep_type_and_message(string caller)
    {
        ContractException fault = await Assert.ThrowsAsync<ContractException>(() => cluster.Grain(caller).FaultAsync("ε"));
        Assert.Equal("ε", fault.Message);
    }

    [Fact]
    public async Task A_grain_keeps_a_copy_that_its_caller_cannot_change()
    {
        List<Evaluation> evaluations = [.. Samples.Record.Evaluations];
        IContractGrain grain = cluster.Grain("silo");
        await grain.KeepAsync(Samples.Record with { Evaluations = evaluations });
        evaluations.Clear();
        Assert.Equal(2, (await grain.KeepAsync(Samples.Record)).Evaluations.Count);
    }

    internal static void Same(SweepProgress expected, SweepProgress actual)
    {
        Assert.Equal(expected with { Runs = [] }, actual with { Runs = [] }, (a, b) => a.ToString() == b.ToString());
        Assert.Equal(expected.Runs.Select(run => (run.Position, run.Label)), actual.Runs.Select(run => (run.Position, run.Label)));
        Assert.All(expected.Runs.Zip(actual.Runs), pair => Same(pair.First.Latest, pair.Second.Latest));
    }

    internal static void Same(RunProgress expected, RunProgress actual)
    {
        Assert.Equal(expected.Complexities, actual.Complexities);
        Assert.Equal(expected, actual with { Complexities = expected.Complexities });
    }

    internal static void Same(Measurement expected, Measurement actual)
    {
        Assert.Equal(expected.Epsilons, actual.Epsilons);
        Assert.Equal(expected.Coded, actual.Coded);
        Assert.Equal(expected, actual with { Epsilons = expected.Epsilons, Coded = expected.Coded });
    }

    internal static void Same(RunRecord expected, RunRecord actual)
    {
        Assert.Equal(expected.Evaluations, actual.Evaluations);
        Assert.Equal(expected.Measurements.Count, actual.Measurements.Count);
        Assert.All(expected.Measurements.Zip(actual.Measurements), pair => Same(pair.First, pair.Second));
        Assert.Equal(expected.Numerics.Select(each => each.Id), actual.Numerics.Select(each => each.Id));
        Assert.Equal(expected.Numerics.SelectMany(each => each.Parts), actual.Numerics.SelectMany(each => each.Parts));
        Assert.Equal(expected, actual with { Evaluations = expected.Evaluations, Measurements = expected.Measurements, Numerics = expected.Numerics });
    }
}
