using System.Collections.Concurrent;
using Grokking.Model;
using TorchSharp;

namespace Grokking.Compression;

/// <summary>
/// Has another scorer work on a thread of its own, so that a device scores candidates while the caller's core builds or compresses others. Scores come in the order in which they were asked for, and
/// are those of the other scorer.
/// </summary>
public sealed class AsideScorer : IWeightScorer, IDisposable
{
    private readonly RunScorer scorer;
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    /// <summary>Takes a scorer over.</summary>
    public AsideScorer(RunScorer scorer)
    {
        this.scorer = scorer;
        thread = new Thread(Work) { Name = nameof(AsideScorer), IsBackground = true };
        thread.Start();
    }

    /// <inheritdoc/>
    public int TrainCount => scorer.TrainCount;

    /// <inheritdoc/>
    public int SampleCount => scorer.SampleCount;

    /// <inheritdoc/>
    public bool IsAside => true;

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates) => BeginTrain(candidates).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreSample(IReadOnlyList<Weights> candidates) => BeginSample(candidates).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => Begin(() => scorer.ScoreTest(candidates)).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public Task<IReadOnlyList<Score>> BeginSample(IReadOnlyList<Weights> candidates) => Begin(() => scorer.ScoreSample(candidates));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Score>> BeginTrain(IReadOnlyList<Weights> candidates) => Begin(() => scorer.ScoreTrain(candidates));

    /// <summary>Ends when what was begun is done.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
        scorer.Dispose();
    }

    private Task<IReadOnlyList<Score>> Begin(Func<IReadOnlyList<Score>> score)
    {
        TaskCompletionSource<IReadOnlyList<Score>> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                result.SetResult(score());
            }
            catch (Exception fault)
            {
                result.SetException(fault);
            }
        });
        return result.Task;
    }

    private void Work()
    {
        torch.set_num_threads(1);
        foreach (Action each in work.GetConsumingEnumerable())
        {
            each();
        }
    }
}
