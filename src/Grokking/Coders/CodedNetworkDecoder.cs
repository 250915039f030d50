using Grokking.Coders.Containers;
using Grokking.Coders.Gauge;
using Grokking.Coders.Gauge.Slots;
using Grokking.Coders.Tensors;
using Grokking.Runs;

namespace Grokking.Coders;

/// <summary>
/// Turns a container back into a network. It sees nothing else: architecture, modulus and every constant are in the bytes and are counted.
/// No bytes make it crash, hang or allocate more than <see cref="Limits"/> allow for their number.
/// </summary>
public static class CodedNetworkDecoder
{
    /// <summary>Decodes a container of <c>tensor</c>, <c>gauge</c> or <c>fourier</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a container of this version, or are damaged in a way that can be seen.</exception>
    public static DecodedNetwork Decode(ReadOnlySpan<byte> container)
    {
        ByteReader reader = new(container);
        ContainerHeader header = ContainerHeader.Read(ref reader);
        return header switch
        {
            { Coder: CoderKind.Tensor } => new DecodedTensors(header, TensorContainer.Read(header, ref reader, container.Length)),
            { Architecture: { } shape } when SlotContainer.IsFor(shape) => SlotContainer.Read(header, ref reader, container.Length),
            _ => new DecodedGaugeNetwork(header.Coder, GaugeContainer.Read(header, ref reader, container.Length)),
        };
    }
}
