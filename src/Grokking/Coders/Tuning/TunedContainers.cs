using Grokking.Model;
using Grokking.Runs;
using Grokking.Theory;

namespace Grokking.Coders.Tuning;

/// <summary>
/// Keeps of the networks that a search has seen those that may be the best for some ε. What the search thinks of a network decides which are kept; size, loss and errors of what is chosen are those of the decoded bytes.
/// </summary>
/// <param name="kind">In whose form they are.</param>
/// <param name="input">The checkpoint.</param>
/// <param name="loss">L(θ), nats.</param>
/// <param name="write">Writes a container.</param>
internal sealed class TunedContainers(CoderKind kind, CheckpointToCode input, double loss, Func<CompactNetwork, byte[]> write)
{
    private readonly NetworkToCode network = input.Network!;
    private readonly Dictionary<double, List<Found>> found = input.Epsilons.Distinct().ToDictionary(each => each, _ => new List<Found>());
    private int offered;

    /// <summary>The best so far for the largest ε.</summary>
    public Found? Best => BestOf(input.Epsilons.Max());

    /// <summary>The best so far for an ε; null where none is in its ball.</summary>
    public Found? BestOf(double epsilon) => found[epsilon].LastOrDefault();

    /// <summary>Takes a network into account.</summary>
    /// <param name="its">The network, in whole numbers.</param>
    /// <param name="itsLoss">Its loss, nats.</param>
    /// <param name="right">How many training equations it answers rightly.</param>
    public void Offer(CompactNetwork its, double itsLoss, int right)
    {
        if (!(Math.Abs(itsLoss - loss) < input.Epsilons.Max()))
        {
            return;
        }

        offered++;
        byte[] container = write(its);
        double bound = BoundOf(container.Length, (double)right / network.Train.Count);
        foreach ((double epsilon, List<Found> kept) in found)
        {
            if (Math.Abs(itsLoss - loss) < epsilon && (kept.Count == 0 || bound < kept[^1].Bound))
            {
                kept.Add(new(its, container, bound));
            }
        }
    }

    /// <summary>The choice.</summary>
    /// <param name="own">The checkpoint's own networks, one for each ε.</param>
    /// <param name="discarded">How many others were looked at and not offered.</param>
    public TunedNetworks Choose(IReadOnlyList<CodedNetwork> own, int discarded) => new([.. own.Select(Better)], offered + discarded);

    private CodedNetwork Better(CodedNetwork own)
    {
        CodedNetwork best = own with { Fallback = "nothing better was found inside the ball: not fine-tuned" };
        double least = BoundOf(own.Bytes, own.Train.Accuracy);
        foreach (Found each in Enumerable.Reverse(found[own.Epsilon]).Where(each => each.Container.Length <= own.Bytes))
        {
            if (each.Bound >= least)
            {
                break; // and those before it are no better
            }

            DecodedNetwork decoded = CodedNetworkDecoder.Decode(each.Container);
            Score train = decoded.Score(network.Train);
            double distortion = Math.Abs(train.Loss - loss);
            double bound = BoundOf(each.Container.Length, train.Accuracy);
            if (distortion < own.Epsilon && bound < least)
            {
                (best, least) = (new(kind, own.Epsilon, each.Container, distortion, train, decoded.Score(network.Test), null), bound);
            }
        }

        return best;
    }

    private double BoundOf(int bytes, double accuracy) => GeneralizationBound.Of(8.0 * bytes, 1 - accuracy, network.Train.Count);

    /// <summary>A network that was the best when it was found.</summary>
    /// <param name="Network">In whole numbers.</param>
    /// <param name="Container">Its bytes.</param>
    /// <param name="Bound">Its bound, without the price of choosing it.</param>
    internal sealed record Found(CompactNetwork Network, byte[] Container, double Bound);
}
