using System.Runtime.InteropServices;
using Grokking.Coders.Entropy;
using Grokking.Coders.Gauge;
using Grokking.Coders.Quantizing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tuning;

/// <summary>
/// A reduced network in whole numbers of bins, with those directions and neurons alone that it still uses. Which of the container's directions they are does not matter, as any rotation is the
/// same function, nor which neurons: they are the first.
/// </summary>
/// <param name="Shape">The container's matrices; merged and rotated.</param>
/// <param name="Directions">How many directions of the residual stream are in use.</param>
/// <param name="Neurons">How many neurons are.</param>
/// <param name="Steps">The bin of each block, i of <see cref="StepGrid"/>.</param>
/// <param name="Blocks">Values in bins, row-major, of the shapes of <see cref="Sizes"/>.</param>
internal sealed record CompactNetwork(GaugeShape Shape, int Directions, int Neurons, int[] Steps, IReadOnlyList<float[]> Blocks)
{
    /// <summary>Rows and columns of each block.</summary>
    public IReadOnlyList<(int Rows, int Columns)> Sizes { get; } = SizesOf(Shape, Directions, Neurons);

    /// <summary>Rows and columns of each block for so many directions and neurons.</summary>
    public static IReadOnlyList<(int Rows, int Columns)> SizesOf(GaugeShape shape, int directions, int neurons) =>
        [.. shape.Blocks().Select((each, i) => (HasNeuronRows(shape, i) ? neurons : each.Rows, i == shape.HiddenBias ? neurons : HasDirections(shape, i) ? directions : each.Columns))];

    /// <summary>Whether a block's columns are directions.</summary>
    public static bool HasDirections(GaugeShape shape, int block) => block != shape.Scores && block != shape.HiddenBias && block != shape.UnembeddingBias;

    /// <summary>Whether a block's rows are neurons.</summary>
    public static bool HasNeuronRows(GaugeShape shape, int block) => block == shape.Hidden || block == shape.Output;

    /// <summary>A block's values for some directions and neurons alone, in the given order.</summary>
    public static float[] Select(GaugeShape shape, int block, float[] values, (int Rows, int Columns) size, int[] directions, int[] neurons)
    {
        int[] rows = HasNeuronRows(shape, block) ? neurons : [.. Enumerable.Range(0, size.Rows)];
        int[] columns = block == shape.HiddenBias ? neurons : HasDirections(shape, block) ? directions : [.. Enumerable.Range(0, size.Columns)];
        float[] selected = new float[rows.Length * columns.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns.Length; column++)
            {
                selected[(row * columns.Length) + column] = values[(rows[row] * size.Columns) + columns[column]];
            }
        }

        return selected;
    }

    /// <summary>A block's values as the network has them, (rows, columns).</summary>
    /// <remarks>In memory of libtorch's: a tensor made of an array lies where the array does, and the last bits of a product depend on how its factors are aligned.</remarks>
    public Tensor Values(int block)
    {
        float step = StepGrid.Step(Steps[block]);
        Tensor tensor = torch.empty(Sizes[block].Rows, Sizes[block].Columns);
        Span<float> values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Blocks[block][i] * step;
        }

        return tensor;
    }

    /// <summary>The whole numbers alone, without the zeros around them; what they cost but for the shapes.</summary>
    public IReadOnlyList<QuantizedBlock> Corners() => [.. Blocks.Select((each, i) => new QuantizedBlock(Steps[i], new(Sizes[i].Rows, Sizes[i].Columns, Array.ConvertAll(each, value => (int)value))))];

    /// <summary>The blocks as a container has them.</summary>
    public IReadOnlyList<QuantizedBlock> Quantized()
    {
        IReadOnlyList<(string Name, int Rows, int Columns)> whole = Shape.Blocks();
        List<QuantizedBlock> blocks = [];
        for (int i = 0; i < Blocks.Count; i++)
        {
            IntegerMatrix matrix = new(whole[i].Rows, whole[i].Columns);
            (int rows, int columns) = Sizes[i];
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    matrix.Values[(row * whole[i].Columns) + column] = (int)Blocks[i][(row * columns) + column];
                }
            }

            blocks.Add(new(Steps[i], matrix));
        }

        return blocks;
    }

    /// <summary>The directions and neurons that something is left of in whole numbers, those with most in front: a container is shorter for that.</summary>
    /// <param name="rounded">The blocks, rounded.</param>
    public (int[] Directions, int[] Neurons) InUse(IReadOnlyList<float[]> rounded)
    {
        (float[] byDirection, float[] written, float[] read) = (new float[Directions], new float[Neurons], new float[Neurons]);
        for (int block = 0; block < rounded.Count; block++)
        {
            int columns = Sizes[block].Columns;
            for (int i = 0; i < rounded[block].Length; i++)
            {
                float size = MathF.Abs(rounded[block][i]);
                if (HasDirections(Shape, block))
                {
                    byDirection[i % columns] += size;
                }

                if (block == Shape.HiddenBias)
                {
                    read[i] += size;
                }
                else if (HasNeuronRows(Shape, block))
                {
                    (block == Shape.Hidden ? read : written)[i / columns] += size;
                }
            }
        }

        return ([.. Enumerable.Range(0, Directions).Where(i => byDirection[i] > 0).OrderByDescending(i => byDirection[i])],
            [.. Enumerable.Range(0, Neurons).Where(i => written[i] > 0 && read[i] > 0).OrderByDescending(i => written[i] + read[i])]);
    }

    /// <summary>The blocks of some directions and neurons alone.</summary>
    public float[][] Select(IReadOnlyList<float[]> blocks, int[] directions, int[] neurons) => [.. blocks.Select((each, i) => Select(Shape, i, each, Sizes[i], directions, neurons))];
}
