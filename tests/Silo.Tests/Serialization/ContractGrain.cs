using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Sweeps;
using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Silo.Tests.Serialization;

/// <summary>State as the product's grains keep it: contracts inside a plain class.</summary>
public sealed class ContractState
{
    public SweepSpecification? Sweep { get; set; }

    public Dictionary<string, RunRecord> Runs { get; set; } = [];

    public List<(int Epoch, Score Score)> Scores { get; set; } = [];

    public TimeSpan? Remaining { get; set; }

    public RunState State { get; set; }
}

/// <summary>Says that a call went wrong.</summary>
public sealed class ContractException(string message) : Exception(message);

/// <summary>Returns what it is given, in every form in which grains hand contracts on.</summary>
public interface IContractGrain : IGrainWithStringKey
{
    Task<RunSpecification> EchoAsync(RunSpecification run);

    Task<SweepSpecification> EchoAsync(SweepSpecification sweep);

    Task<SweepProgress> EchoAsync(SweepProgress progress);

    Task<RunRecord> EchoAsync(RunRecord run);

    Task<Evaluation> EchoAsync(Evaluation evaluation);

    Task<(RunState State, int? DivergedAt, TimeSpan? Remaining, Score? Score)> EchoAsync(RunState state, int? divergedAt, TimeSpan? remaining, Score? score);

    Task<IReadOnlyList<Measurement>> EchoAsync(IReadOnlyList<Measurement> measurements);

    Task<IReadOnlyDictionary<string, RunProgress>> EchoAsync(IReadOnlyDictionary<string, RunProgress> runs);

    Task<IReadOnlyList<RunRecord>> ExpressionAsync(RunRecord run, int count);

    IAsyncEnumerable<SweepProgress> StreamAsync(SweepProgress progress, int count, CancellationToken cancellationToken);

    Task<Exception?> FaultAsync(string message);

    Task<RunRecord> KeepAsync(RunRecord run);

    Task StoreAsync(ContractState state);

    Task<ContractState> LoadAsync();
}

public sealed class ContractGrain([PersistentState("contract")] IPersistentState<ContractState> state) : Grain, IContractGrain
{
    private RunRecord? kept;

    public Task<RunSpecification> EchoAsync(RunSpecification run) => Task.FromResult(run);

    public Task<SweepSpecification> EchoAsync(SweepSpecification sweep) => Task.FromResult(sweep);

    public Task<SweepProgress> EchoAsync(SweepProgress progress) => Task.FromResult(progress);

    public Task<RunRecord> EchoAsync(RunRecord run) => Task.FromResult(run);

    public Task<Evaluation> EchoAsync(Evaluation evaluation) => Task.FromResult(evaluation);

    public Task<(RunState State, int? DivergedAt, TimeSpan? Remaining, Score? Score)> EchoAsync(RunState state, int? divergedAt, TimeSpan? remaining, Score? score) =>
        Task.FromResult((state, divergedAt, remaining, score));

    public Task<IReadOnlyList<Measurement>> EchoAsync(IReadOnlyList<Measurement> measurements) => Task.FromResult(measurements);

    public Task<IReadOnlyDictionary<string, RunProgress>> EchoAsync(IReadOnlyDictionary<string, RunProgress> runs) => Task.FromResult(runs);

    public Task<IReadOnlyList<RunRecord>> ExpressionAsync(RunRecord run, int count) => Task.FromResult<IReadOnlyList<RunRecord>>(count switch
    {
        1 => [run],
        2 => [run, run],
        _ => [.. Enumerable.Repeat(run, count)],
    });

    public async IAsyncEnumerable<SweepProgress> StreamAsync(
        SweepProgress progress, int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return progress with { SweepId = $"{i}" };
        }
    }

    public Task<Exception?> FaultAsync(string message) => throw new ContractException(message);

    public Task<RunRecord> KeepAsync(RunRecord run)
    {
        RunRecord before = kept ?? run;
        kept = run;
        return Task.FromResult(before);
    }

    public Task StoreAsync(ContractState value)
    {
        state.State = value;
        return state.WriteStateAsync();
    }

    public async Task<ContractState> LoadAsync()
    {
        await state.ReadStateAsync();
        return state.State;
    }
}
