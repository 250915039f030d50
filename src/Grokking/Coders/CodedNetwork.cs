using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders;

/// <summary>The smallest container found for one ε. Distortion and scores are those of what <see cref="CodedNetworkDecoder"/> makes of the bytes, never of what the encoder had in mind.</summary>
/// <param name="Coder">The coder that was asked; <see cref="Fallback"/> says where it had to code as another does.</param>
/// <param name="Epsilon">ε, nats.</param>
/// <param name="Container">All that the decoder sees; its length is the size.</param>
/// <param name="Distortion">|L(θ̂) − L(θ)| on the whole training split, nats; below ε.</param>
/// <param name="Train">θ̂ on the training split.</param>
/// <param name="Test">θ̂ on the test split.</param>
/// <param name="Fallback">Why a structure was not used, such as "the network is unknown: coded tensor by tensor"; null if it was.</param>
public sealed record CodedNetwork(CoderKind Coder, double Epsilon, byte[] Container, double Distortion, Score Train, Score Test, string? Fallback)
{
    /// <summary>The size, bytes: an upper bound on the Kolmogorov complexity of the function, but for the constant length of the decoder.</summary>
    public int Bytes => Container.Length;
}
