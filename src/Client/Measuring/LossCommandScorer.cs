using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GrokCluster.Client.Terminal;
using Grokking.Compression;
using Grokking.Model;

namespace GrokCluster.Client.Measuring;

/// <summary>
/// Scores candidates by a program of the user's, which answers <c>LOSS</c>, <c>LOSS ACCURACY</c> or <c>LOSS ACCURACY TEST_LOSS TEST_ACCURACY</c>; what it leaves out is not a number. A candidate without a finite loss meets no bound;
/// the network itself must have one.
/// </summary>
internal sealed class LossCommandScorer(LossCommand command, CandidateFile candidates, int trainCount, CancellationToken cancellation) : IWeightScorer, IDisposable
{
    // Both splits are answered at once; what was asked of the training split is not asked again for the test split.
    private readonly Dictionary<string, Score> tests = [];
    private bool isFirst = true;

    /// <inheritdoc/>
    public int TrainCount => trainCount;

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTrain(IReadOnlyList<Weights> candidates) => [.. candidates.Select(candidate => Ask(candidate).Train)];

    /// <inheritdoc/>
    public IReadOnlyList<Score> ScoreTest(IReadOnlyList<Weights> candidates) => [.. candidates.Select(candidate => tests.TryGetValue(Key(candidate), out Score known) ? known : Ask(candidate).Test)];

    /// <inheritdoc/>
    public void Dispose() => command.Dispose();

    private (Score Train, Score Test) Ask(Weights weights)
    {
        cancellation.ThrowIfCancellationRequested();
        double[] answer = candidates.Lend(weights, path => command.Ask(path, cancellation));
        if (isFirst && !double.IsFinite(answer[0]))
        {
            throw new BadInputException($"--loss-command: given {OneLine.Quoted(command.Text)}, which answers '{answer[0]}' for the network itself; allowed is a finite loss; see that the command evaluates the file that it is given");
        }

        isFirst = false;
        (Score train, Score test) = (new(answer[0], At(answer, 1)), new(At(answer, 2), At(answer, 3)));
        tests[Key(weights)] = test;
        return (train, test);
    }

    private static double At(double[] answer, int place) => place < answer.Length ? answer[place] : double.NaN;

    private static string Key(Weights weights) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(weights.Values.AsSpan())));
}
