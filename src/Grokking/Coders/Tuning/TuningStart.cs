using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge;
using Grokking.Coders.Quantizing;
using Grokking.Model;

namespace Grokking.Coders.Tuning;

/// <summary>Where the search begins: the checkpoint's reduced form with one attention pattern that treats both operands alike, its strongest directions and neurons, in coarse bins.</summary>
internal static class TuningStart
{
    /// <summary>The score of both operands' positions and of the constant tokens: all three alike.</summary>
    public const float Score = 0;

    /// <summary>The beginning.</summary>
    /// <param name="reduced">The checkpoint.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="order">The order of the transform, if any.</param>
    /// <param name="settings">How much of it.</param>
    public static CompactNetwork Of(ReducedTransformer reduced, Architecture architecture, TokenOrder order, TuningSettings settings)
    {
        GaugeNetwork network = Balanced(GaugeForm.Of(reduced, architecture, merged: true, rotated: true, order, roundConstants: false));
        GaugeShape shape = network.Shape;
        IReadOnlyList<(string Name, int Rows, int Columns)> whole = shape.Blocks();
        int[] directions = [.. Enumerable.Range(0, Math.Min(settings.Directions, shape.Directions))];
        int[] neurons = [.. Enumerable.Range(0, Math.Min(settings.Neurons, architecture.MlpWidth))];
        int[] steps = new int[whole.Count];
        float[][] blocks = new float[whole.Count][];
        for (int i = 0; i < whole.Count; i++)
        {
            float[] values = CompactNetwork.Select(shape, i, network.Blocks[i], (whole[i].Rows, whole[i].Columns), directions, neurons);
            steps[i] = StepGrid.Nearest(values.Max(MathF.Abs) / settings.LargestInBins);
            float inverse = 1 / StepGrid.Step(steps[i]);
            blocks[i] = Array.ConvertAll(values, each => each * inverse);
        }

        return new(shape, directions.Length, neurons.Length, steps, blocks);
    }

    // Half the sum and half the difference of what the operands give, for weights of a third each.
    private static GaugeNetwork Balanced(GaugeNetwork network)
    {
        float cross = MathF.Exp(network.Cross[0]);
        float sum = 1 + cross + MathF.Exp(network.Rest[0]);
        (float l, float r) = (3 / sum, 3 * cross / sum);
        List<float[]> blocks = [.. network.Blocks];
        blocks[0] = [.. network.Blocks[0].Zip(network.Blocks[1], (s, d) => ((l * (s + d)) + (r * (s - d))) / 2)];
        blocks[1] = [.. network.Blocks[0].Zip(network.Blocks[1], (s, d) => ((l * (s + d)) - (r * (s - d))) / 2)];
        return network with { Blocks = blocks, Cross = [Score], Rest = [Score] };
    }
}
