using Grokking.Coders.Containers;
using Grokking.Coders.Fourier;
using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Gauge;

/// <summary>
/// The container of a reduced network. After the header: a byte of form (bit 0 merged, bit 1 rotated, bits 2 and 3 the order of the transform), for each attention pattern
/// two constants of 16 bits, and the stream of its blocks.
/// </summary>
internal static class GaugeContainer
{
    private const int MergedFlag = 1;
    private const int RotatedFlag = 2;
    private const int OrderShift = 2;

    /// <summary>Writes it.</summary>
    /// <param name="coder">Gauge or fourier.</param>
    /// <param name="network">The form and its constants; its values are not looked at.</param>
    /// <param name="blocks">The quantised values.</param>
    public static byte[] Write(CoderKind coder, GaugeNetwork network, IReadOnlyList<QuantizedBlock> blocks)
    {
        GaugeShape shape = network.Shape;
        ByteWriter writer = new();
        new ContainerHeader(coder, shape.Modulus, shape.Architecture).Write(writer);
        writer.Byte((shape.IsMerged ? MergedFlag : 0) | (shape.IsRotated ? RotatedFlag : 0) | ((int)shape.Order << OrderShift));
        for (int head = 0; head < shape.Heads; head++)
        {
            writer.Half((Half)network.Cross[head]);
            writer.Half((Half)network.Rest[head]);
        }

        return writer.Finish(BlockStream.Write(blocks));
    }

    /// <summary>Reads what follows the header.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such container.</exception>
    public static GaugeNetwork Read(ContainerHeader header, ref ByteReader reader, int containerLength)
    {
        if (header.Architecture is not { Kind: NetworkKind.Transformer, Layers: 1 } architecture)
        {
            throw new InvalidDataException("The container is of a reduced network, but not of a transformer of one layer.");
        }

        int flags = reader.Byte();
        TokenOrder order = (TokenOrder)(flags >> OrderShift);
        if (order > TokenOrder.Multiplicative || (order == TokenOrder.None) != (header.Coder == CoderKind.Gauge) || !TokenTransform.Exists(order, header.Modulus))
        {
            throw new InvalidDataException($"The container has form {flags}, which there is not for {header.Coder.Name()} mod {header.Modulus}.");
        }

        GaugeShape shape = new(header.Modulus, architecture, (flags & MergedFlag) != 0, (flags & RotatedFlag) != 0, order);

        // Tables as the function lays them out: both operands' for every head.
        Limits.Check((2L * shape.Heads * shape.Modulus * shape.Directions) + ((long)shape.Modulus * shape.Modulus * (order == TokenOrder.None ? 0 : 2)), containerLength);
        (float[] cross, float[] rest) = (new float[shape.Heads], new float[shape.Heads]);
        for (int head = 0; head < shape.Heads; head++)
        {
            (cross[head], rest[head]) = ((float)reader.Half(), (float)reader.Half());
        }

        IReadOnlyList<QuantizedBlock> blocks = BlockStream.Read(reader.Rest, [.. shape.Blocks().Select(each => (each.Rows, each.Columns))], containerLength);
        return new GaugeNetwork(shape, [.. blocks.Select(each => each.Values())], cross, rest);
    }
}
