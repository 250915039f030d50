using Grokking.Coders.Containers;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders;

/// <summary>What the first bytes of a container say.</summary>
/// <param name="Coder">Who wrote it.</param>
/// <param name="Modulus">p; 0 for tensors of an unknown network.</param>
/// <param name="Architecture">The network's shape; null for tensors of an unknown network.</param>
public sealed record ContainerFacts(CoderKind Coder, int Modulus, Architecture? Architecture)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidDataException">The bytes do not begin as a container does.</exception>
    public static ContainerFacts Read(ReadOnlySpan<byte> container)
    {
        ByteReader reader = new(container);
        ContainerHeader header = ContainerHeader.Read(ref reader);
        return new(header.Coder, header.Modulus, header.Architecture);
    }
}
