namespace Grokking.Theory;

/// <summary>Total description length of network and data, H(D|θ̂) + r(θ̂), and the distortion bound that makes it least (Eqns 1 and 8).</summary>
public static class DescriptionLength
{
    /// <summary>Bits that hold the coded network and, given it, the training targets: 8 · bytes + n L(θ̂) / ln 2.</summary>
    /// <param name="bytes">Length of the coded network.</param>
    /// <param name="loss">L(θ̂), mean cross-entropy on the training split, nats.</param>
    /// <param name="trainCount">n, number of training equations.</param>
    public static double Bits(long bytes, double loss, int trainCount) => (8.0 * bytes) + (trainCount * loss / Math.Log(2));

    /// <summary>ε ← argmin H(D|θ̂) + r(θ̂) (Eqn 8). Of equal lengths the smallest ε wins, the one that distorts least.</summary>
    /// <param name="lengths">ε and the description length found for it, at least one.</param>
    public static double BestEpsilon(IEnumerable<(double Epsilon, double Bits)> lengths) => lengths.OrderBy(each => each.Bits).ThenBy(each => each.Epsilon).First().Epsilon;
}
