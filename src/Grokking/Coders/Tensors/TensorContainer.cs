using Grokking.Coders.Containers;
using Grokking.Coders.Entropy;
using Grokking.Coders.Quantizing;
using Grokking.Model;

namespace Grokking.Coders.Tensors;

/// <summary>
/// The container of tensors. After the header, for an unknown network, the number of tensors and of each the number of its dimensions and these. Then the stream: of each coded matrix a bit
/// that says whether it is factored, and its block or its two.
/// </summary>
internal static class TensorContainer
{
    private const int MostTensors = 1 << 16;
    private const int MostDimensions = 16;

    /// <summary>Writes it.</summary>
    /// <param name="header">The network.</param>
    /// <param name="layout">Its tensors.</param>
    /// <param name="parts">The quantised parts.</param>
    public static byte[] Write(ContainerHeader header, ParameterLayout layout, IReadOnlyList<QuantizedPart> parts)
    {
        ByteWriter writer = new();
        header.Write(writer);
        if (header.Architecture is null)
        {
            writer.Number(layout.Parameters.Count);
            foreach (Parameter parameter in layout.Parameters)
            {
                writer.Number(parameter.Shape.Length);
                foreach (int size in parameter.Shape)
                {
                    writer.Number(size);
                }
            }
        }

        RangeEncoder coder = new();
        MatrixCoder matrices = new();
        foreach ((CodedTensor tensor, QuantizedPart part) in CodedTensor.Of(layout, header.Architecture).Zip(parts))
        {
            if (tensor.IsWhole)
            {
                coder.CodeEven(part.Blocks.Count - 1);
            }

            foreach (QuantizedBlock block in part.Blocks)
            {
                BlockStream.CodeBlock(ref coder, matrices, block);
            }
        }

        return writer.Finish(coder.Finish());
    }

    /// <summary>Reads what follows the header.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such container.</exception>
    public static Weights Read(ContainerHeader header, ref ByteReader reader, int containerLength)
    {
        ParameterLayout layout = header.Architecture is { } shape ? LayoutOf(shape, header.Modulus, containerLength) : ReadLayout(ref reader, containerLength);
        Weights weights = new(layout, new float[layout.Count]);
        RangeDecoder coder = new(reader.Rest);
        MatrixCoder matrices = new();
        foreach (CodedTensor tensor in CodedTensor.Of(layout, header.Architecture))
        {
            QuantizedPart part = ReadPart(ref coder, matrices, tensor);
            TensorParts.Values(part).CopyTo(weights[tensor.Index]);
        }

        return coder.IsExhausted ? throw new InvalidDataException("The container ends before its integers do.") : weights;
    }

    private static QuantizedPart ReadPart(ref RangeDecoder coder, MatrixCoder matrices, CodedTensor tensor)
    {
        if (!tensor.IsWhole || coder.CodeEven(0) == 0)
        {
            return new(0, [BlockStream.ReadBlock(ref coder, matrices, tensor.Rows, tensor.Columns)]);
        }

        int rank = Math.Min(tensor.Rows, tensor.Columns);
        QuantizedBlock left = BlockStream.ReadBlock(ref coder, matrices, tensor.Rows, rank);
        return new(1, [left, BlockStream.ReadBlock(ref coder, matrices, tensor.Columns, rank)]);
    }

    // Counted before the network is laid out, which only then cannot be too large.
    private static ParameterLayout LayoutOf(Architecture shape, int modulus, int containerLength)
    {
        long widest = Math.Max(shape.Width, shape.MlpWidth);
        long vocabulary = modulus + 2L;
        Limits.Check((shape.Layers * 2L * widest * shape.Width) + (2 * vocabulary * shape.Width), containerLength);
        ParameterLayout layout = Networks.Create(shape, modulus).Layout;
        Limits.Check(layout.Parameters.Sum(each => each.Shape.Aggregate(1L, (product, size) => product * size)), containerLength);
        return layout;
    }

    private static ParameterLayout ReadLayout(ref ByteReader reader, int containerLength)
    {
        int count = reader.Number("number of tensors", MostTensors);
        List<Parameter> parameters = [];
        long values = 0;
        for (int i = 0; i < count; i++)
        {
            int[] shape = new int[reader.Number("number of dimensions", MostDimensions)];
            long product = 1;
            for (int j = 0; j < shape.Length; j++)
            {
                shape[j] = reader.Number("size", int.MaxValue);
                product *= shape[j];
                Limits.Check(product, containerLength);
            }

            Limits.Check(values += product, containerLength);
            parameters.Add(new($"tensor {i}", shape));
        }

        return new(parameters);
    }
}
