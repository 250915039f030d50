using Grokking.Coders.Containers;
using Grokking.Coders.Quantizing;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>
/// Corrects what sensitivities say of whole slots by what the loss says. Where all is well, a bit that is saved in one slot costs as much as in any other; but sensitivities are those of small
/// changes, each on its own, and errors are neither small nor alone. So each slot by itself is coded more coarsely, and where the loss rises more for each bit than elsewhere its sensitivities
/// are raised.
/// </summary>
internal static class SlopeBalance
{
    private const int Coarser = 32;        // sixteenths of an octave of λ
    private const double LeastBits = 1000; // that a slot must save for its slope to be telling
    private const double Most = 4;         // what sensitivities are multiplied or divided by

    /// <summary>The parts with corrected sensitivities.</summary>
    /// <param name="parts">The parts, one block each.</param>
    /// <param name="search">A search in them.</param>
    /// <param name="lambda">Of the point around which slopes are taken.</param>
    /// <param name="lossOf">L(θ̂) of a quantisation, nats.</param>
    public static IReadOnlyList<Part> Of(IReadOnlyList<Part> parts, RateDistortionSearch search, int lambda, Func<IReadOnlyList<QuantizedPart>, double> lossOf)
    {
        IReadOnlyList<QuantizedPart> fine = search.At(lambda).Parts;
        IReadOnlyList<QuantizedPart> coarse = search.At(lambda - Coarser).Parts;
        double loss = lossOf(fine);
        (double Rise, double Bits)[] slopes = [.. parts.Select((_, i) => Of(i))];
        double general = slopes.Sum(each => Math.Max(each.Rise, 0)) / Math.Max(slopes.Sum(each => each.Bits), 1);
        return [.. parts.Select((part, i) => slopes[i].Bits > 0 && general > 0 ? Times(part, Math.Clamp(slopes[i].Rise / slopes[i].Bits / general, 1 / Most, Most)) : part)];

        (double Rise, double Bits) Of(int slot)
        {
            double saved = BlockStream.Length(fine[slot].Blocks) - BlockStream.Length(coarse[slot].Blocks);
            double rise = saved < LeastBits ? 0 : lossOf([.. fine.Select((each, i) => i == slot ? coarse[i] : each)]) - loss;
            return saved < LeastBits || !double.IsFinite(rise) ? (0, 0) : (rise, saved);
        }
    }

    private static Part Times(Part part, double factor)
    {
        Block block = part.Alternatives[0][0];
        return new([new Block(block.Name, block.Rows, block.Columns, block.Values, Scaled(block.Sensitivities))
        {
            Feedback = block.Feedback is { } own ? own with { Weights = Scaled(own.Weights) } : null,
        }]);

        float[] Scaled(float[] values) => [.. values.Select(each => (float)(each * factor))];
    }
}
