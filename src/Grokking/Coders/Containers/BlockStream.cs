using Grokking.Coders.Entropy;
using Grokking.Coders.Quantizing;

namespace Grokking.Coders.Containers;

/// <summary>The stream of a container: for each block its bin, 8 bits that are all zero for a block of zeros, and then its whole numbers.</summary>
internal static class BlockStream
{
    /// <summary>Codes blocks.</summary>
    public static byte[] Write(IReadOnlyList<QuantizedBlock> blocks)
    {
        RangeEncoder coder = new();
        Code(ref coder, blocks);
        return coder.Finish();
    }

    /// <summary>How many bits they would take.</summary>
    public static double Length(IReadOnlyList<QuantizedBlock> blocks)
    {
        LengthCounter coder = default;
        Code(ref coder, blocks);
        return coder.Bits;
    }

    /// <summary>Decodes blocks.</summary>
    /// <param name="stream">All that follows the header.</param>
    /// <param name="shapes">Rows and columns of each.</param>
    /// <param name="containerLength">Bytes of the whole container, which bound how many values it may have.</param>
    /// <exception cref="InvalidDataException">The stream is not that of such blocks.</exception>
    public static IReadOnlyList<QuantizedBlock> Read(ReadOnlySpan<byte> stream, IReadOnlyList<(int Rows, int Columns)> shapes, int containerLength)
    {
        Limits.Check(shapes.Sum(each => (long)each.Rows * each.Columns), containerLength);
        RangeDecoder coder = new(stream);
        MatrixCoder matrices = new();
        List<QuantizedBlock> blocks = [];
        foreach ((int rows, int columns) in shapes)
        {
            blocks.Add(ReadBlock(ref coder, matrices, rows, columns));
        }

        return coder.IsExhausted ? throw new InvalidDataException("The container ends before its integers do.") : blocks;
    }

    /// <summary>Codes a block.</summary>
    public static void CodeBlock<T>(ref T coder, MatrixCoder matrices, QuantizedBlock block)
        where T : struct, IBitCoder
    {
        bool isZero = block.Matrix.IsZero;
        coder.CodeNumber(isZero ? 0 : block.Step + StepGrid.Last + 1, StepGrid.Bits);
        if (!isZero)
        {
            matrices.Code(ref coder, block.Matrix);
        }
    }

    /// <summary>Decodes a block.</summary>
    public static QuantizedBlock ReadBlock(ref RangeDecoder coder, MatrixCoder matrices, int rows, int columns)
    {
        int step = coder.CodeNumber(0, StepGrid.Bits);
        IntegerMatrix matrix = new(rows, columns);
        if (step > 0)
        {
            matrices.Code(ref coder, matrix);
        }

        return new(StepOf(step), matrix);
    }

    private static void Code<T>(ref T coder, IReadOnlyList<QuantizedBlock> blocks)
        where T : struct, IBitCoder
    {
        MatrixCoder matrices = new();
        foreach (QuantizedBlock block in blocks)
        {
            CodeBlock(ref coder, matrices, block);
        }
    }

    private static int StepOf(int coded) =>
        coded <= (2 * StepGrid.Last) + 1 ? Math.Max(coded - 1, 0) - StepGrid.Last : throw new InvalidDataException($"The container names bin {coded}; the last is {(2 * StepGrid.Last) + 1}.");
}
