using Grokking.Model;

namespace Grokking.Compression;

/// <summary>Turns a coarse-grained network into bytes and back. The complexity of a network is the length of the complete container, which a decoder turns back by itself.</summary>
public interface ICoder
{
    /// <summary>The coder's name in settings and results, such as <c>bzip2</c>.</summary>
    string Name { get; }

    /// <summary>Codes a network. Equal networks give equal bytes.</summary>
    byte[] Encode(CoarseNetwork network);

    /// <summary>Decodes a container to the network that was coded, bit for bit.</summary>
    /// <param name="container">What <see cref="Encode"/> gave.</param>
    /// <param name="layout">The network's parameters: the architecture is known to both sides.</param>
    /// <exception cref="InvalidDataException">The bytes are not a container of a network of this layout.</exception>
    CoarseNetwork Decode(byte[] container, ParameterLayout layout);
}
