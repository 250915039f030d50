using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Containers;

/// <summary>
/// How every container begins: the letters <c>gk</c>; a byte of version (high four bits) and coder; the modulus, and unless that is 0 for an unknown network, layers, width, heads, hidden
/// width and kind of the network, as numbers of seven bits a byte. There is no checksum: what a store or a wire damages is theirs to notice, a byte here would count as complexity.
/// </summary>
/// <param name="Coder">Who reads what follows.</param>
/// <param name="Modulus">p; 0 for an unknown network.</param>
/// <param name="Architecture">Null for an unknown network.</param>
internal sealed record ContainerHeader(CoderKind Coder, int Modulus, Architecture? Architecture)
{
    private const int Version = 2;
    private const int LargestSize = 1 << 20;
    private const int LargestLayers = 1 << 10;

    /// <summary>Writes it.</summary>
    public void Write(ByteWriter writer)
    {
        writer.Byte('g');
        writer.Byte('k');
        writer.Byte((Version << 4) | (int)Coder);
        writer.Number(Modulus);
        if (Architecture is { } shape)
        {
            writer.Number((shape.Layers << 1) | (int)shape.Kind);
            writer.Number(shape.Width);
            writer.Number(Math.Max(shape.Heads, 1));
            writer.Number(shape.MlpWidth);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">The bytes do not begin with a header of this version.</exception>
    public static ContainerHeader Read(ref ByteReader reader)
    {
        if (reader.Byte() != 'g' || reader.Byte() != 'k')
        {
            throw new InvalidDataException("The bytes do not begin with 'gk': they are no container of a coded network.");
        }

        byte start = reader.Byte();
        if (start >> 4 != Version)
        {
            throw new InvalidDataException($"The container is of version {start >> 4}; this program reads version {Version}.");
        }

        CoderKind coder = (CoderKind)(start & 0xF);
        if (coder is not (CoderKind.Tensor or CoderKind.Gauge or CoderKind.Fourier))
        {
            throw new InvalidDataException($"The container is of coder {start & 0xF}, which this program does not have.");
        }

        int modulus = reader.Number("modulus", LargestSize);
        return new(coder, modulus, modulus == 0 ? null : ReadArchitecture(ref reader));
    }

    private static Architecture ReadArchitecture(ref ByteReader reader)
    {
        int layers = reader.Number("number of layers", (2 * LargestLayers) + 1);
        int width = reader.Number("width", LargestSize);
        int heads = reader.Number("number of heads", LargestSize);
        int hidden = reader.Number("hidden width", LargestSize);
        return layers < 2 || width == 0 || heads == 0 || hidden == 0 || ((layers & 1) == (int)NetworkKind.Transformer && width % heads != 0)
            ? throw new InvalidDataException($"The container's network has {layers / 2} layers, width {width}, {heads} heads and hidden width {hidden}, which is none.")
            : new((NetworkKind)(layers & 1), layers / 2, width, heads, hidden);
    }
}
