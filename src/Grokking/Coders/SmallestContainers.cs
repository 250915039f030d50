using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders;

/// <summary>
/// Keeps for each ε the shortest container whose decoded network meets it. Every container that is offered is decoded here, from its bytes alone, and scored; what the encoder thought of it
/// does not count. One container may serve several ε, so that a larger ε never has a longer one.
/// </summary>
/// <param name="coder">Who is asked.</param>
/// <param name="loss">L(θ), nats.</param>
/// <param name="epsilons">The bounds.</param>
/// <param name="score">Scores a decoded network on the training split (true) or the test split.</param>
internal sealed class SmallestContainers(CoderKind coder, double loss, IReadOnlyList<double> epsilons, Func<DecodedNetwork, bool, Score> score)
{
    private readonly List<Offered> offered = [];

    /// <summary>Whether every ε is met.</summary>
    public bool IsComplete => epsilons.All(epsilon => offered.Any(each => each.Distortion < epsilon));

    /// <summary>Takes a container into account.</summary>
    /// <param name="container">The bytes.</param>
    /// <param name="fallback">Why it is not in the coder's own form, if it is not.</param>
    public void Offer(byte[] container, string? fallback = null)
    {
        DecodedNetwork decoded = CodedNetworkDecoder.Decode(container);
        Score train = score(decoded, true);
        offered.Add(new(container, Math.Abs(train.Loss - loss), train, new(() => score(CodedNetworkDecoder.Decode(container), false)), fallback));
    }

    /// <summary>Takes a network of another coder into account, which has been checked already.</summary>
    public void Offer(CodedNetwork coded, string? fallback) =>
        offered.Add(new(coded.Container, coded.Distortion, coded.Train, new(() => coded.Test), fallback));

    /// <summary>One for each ε, in order.</summary>
    /// <exception cref="InvalidOperationException">An ε is met by none.</exception>
    public IReadOnlyList<CodedNetwork> All() => [.. epsilons.Select(Of)];

    private CodedNetwork Of(double epsilon)
    {
        Offered best = offered.Where(each => each.Distortion < epsilon).MinBy(each => each.Container.Length)
            ?? throw new InvalidOperationException($"No code of this network is within {epsilon} nats of its loss: rounding to the finest bins changes it by more.");
        return new(coder, epsilon, best.Container, best.Distortion, best.Train, best.Test.Value, best.Fallback);
    }

    private sealed record Offered(byte[] Container, double Distortion, Score Train, Lazy<Score> Test, string? Fallback);
}
