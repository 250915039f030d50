using Grokking.Coders.Containers;
using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Layered;
using Grokking.Coders.Gauge.Perceptron;
using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>The container of a form of slots. After the header: a byte with the order of the transform, and the stream of its matrices. Which form it is says the architecture.</summary>
internal static class SlotContainer
{
    /// <summary>Whether a network is coded so, and not by <see cref="GaugeContainer"/>.</summary>
    public static bool IsFor(Architecture architecture) => architecture.Kind == NetworkKind.Mlp || architecture.Layers > 1;

    /// <summary>The form of a network.</summary>
    public static SlotForm FormOf(int modulus, Architecture architecture, TokenOrder order) =>
        architecture.Kind == NetworkKind.Mlp ? new PerceptronForm(modulus, architecture, order) : new LayeredForm(modulus, architecture, order);

    /// <summary>Writes it.</summary>
    /// <param name="coder">Gauge or fourier.</param>
    /// <param name="form">The form.</param>
    /// <param name="blocks">The quantised values of each slot.</param>
    public static byte[] Write(CoderKind coder, SlotForm form, IReadOnlyList<QuantizedBlock> blocks)
    {
        ByteWriter writer = new();
        new ContainerHeader(coder, form.Modulus, form.Architecture).Write(writer);
        writer.Byte((int)form.Order);
        return writer.Finish(BlockStream.Write(blocks));
    }

    /// <summary>Reads what follows the header.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such container.</exception>
    public static DecodedSlotNetwork Read(ContainerHeader header, ref ByteReader reader, int containerLength)
    {
        Architecture architecture = header.Architecture ?? throw new InvalidDataException("The container is of a reduced network, but of an unknown one.");
        TokenOrder order = (TokenOrder)reader.Byte();
        if (order > TokenOrder.Multiplicative || (order == TokenOrder.None) != (header.Coder == CoderKind.Gauge) || !TokenTransform.Exists(order, header.Modulus))
        {
            throw new InvalidDataException($"The container has order {(int)order} of its tokens, which there is not for {header.Coder.Name()} mod {header.Modulus}.");
        }

        // Counted before there is a list of slots; the transform is a matrix of its own.
        SlotForm form = FormOf(header.Modulus, architecture, order);
        Limits.Check(form.Count + ((long)form.Modulus * form.Modulus * (order == TokenOrder.None ? 0 : 2)), containerLength);
        IReadOnlyList<QuantizedBlock> blocks = BlockStream.Read(reader.Rest, [.. form.Slots().Select(each => (each.Rows, each.Columns))], containerLength);
        return new(header.Coder, form, [.. blocks.Select(each => each.Values())]);
    }
}
