using Grokking.Coders.Entropy;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// Finds for each ε the highest price that may be asked for bits. At a given λ each block takes the bin of least J on its own, so that one number decides everything; distortion falls
/// as λ rises, all but for noise. What is tried for one ε serves the others.
/// </summary>
/// <param name="parts">What is to be coded.</param>
/// <param name="lossOf">L(θ̂) on the training split of a quantisation, nats.</param>
/// <param name="loss">L(θ), nats.</param>
/// <param name="cancellation">Observed before each quantisation.</param>
public sealed class RateDistortionSearch(IReadOnlyList<Part> parts, Func<IReadOnlyList<QuantizedPart>, double> lossOf, double loss, CancellationToken cancellation)
{
    private const int Octave = 16;
    private const int Lowest = -8 * Octave;
    private const int Highest = 40 * Octave;
    private const int Settled = Octave / 4; // so near to a known λ its bins are taken
    private const double BinOfPrice = 8.7; // λ g Δ² where bits and distortion of a fine uniform quantiser balance: 6 / ln 2

    private readonly SortedList<int, RateDistortionPoint> points = [];

    /// <summary>Everything that has been tried, by λ.</summary>
    public IEnumerable<RateDistortionPoint> Points => points.Values;

    /// <summary>The point of the smallest λ found that meets a bound; null if none does.</summary>
    /// <param name="epsilon">ε, nats.</param>
    public RateDistortionPoint? Smallest(double epsilon)
    {
        int good = Bracket(epsilon);
        if (!(At(good).Distortion < epsilon))
        {
            return null;
        }

        int bad = points.Keys.Where(key => key < good).DefaultIfEmpty(good).Max();
        while (good - bad > 1)
        {
            int middle = (good + bad) / 2;
            (good, bad) = At(middle).Distortion < epsilon ? (middle, bad) : (good, middle);
        }

        return At(good);
    }

    /// <summary>The point at a λ.</summary>
    /// <param name="lambda">log₂ λ in sixteenths.</param>
    public RateDistortionPoint At(int lambda)
    {
        if (points.TryGetValue(lambda, out RateDistortionPoint? known))
        {
            return known;
        }

        cancellation.ThrowIfCancellationRequested();
        RateDistortionPoint? near = points.Values.MinBy(each => Math.Abs(each.Lambda - lambda));
        QuantizedPart[] quantized = [.. parts.Select((part, i) => Best(part, lambda, near, i))];
        RateDistortionPoint point = new(lambda, quantized, Math.Abs(lossOf(quantized) - loss));
        points.Add(lambda, point);
        return point;
    }

    // The smallest known λ above which every known one meets the bound, searched an octave at a time.
    private int Bracket(double epsilon)
    {
        int lambda = points.Count > 0 ? points.Values.MinBy(each => Math.Abs(Math.Log(Math.Max(each.Distortion, 1e-6) / epsilon)))!.Lambda : 8 * Octave;
        int step = Octave;
        if (At(lambda).Distortion < epsilon)
        {
            while (lambda > Lowest && At(lambda - step).Distortion < epsilon)
            {
                lambda -= step;
            }
        }
        else
        {
            while (lambda < Highest && !(At(lambda).Distortion < epsilon))
            {
                lambda += step;
            }
        }

        return lambda;
    }

    private static QuantizedPart Best(Part part, int lambda, RateDistortionPoint? near, int index)
    {
        (QuantizedPart? best, double least) = (null, double.PositiveInfinity);
        for (int alternative = 0; alternative < part.Alternatives.Length; alternative++)
        {
            QuantizedPart? before = near?.Parts[index] is { } known && known.Alternative == alternative ? known : null;
            int shift = near is null ? 0 : (int)Math.Round(2.0 * (lambda - near.Lambda) / Octave);
            (QuantizedBlock Block, double J)[] blocks = [.. part.Alternatives[alternative].Select((block, i) => Best(block, lambda, before?.Blocks[i].Step - shift, before is not null && Math.Abs(lambda - near!.Lambda) <= Settled))];
            double j = blocks.Sum(each => each.J);
            if (best is null || j < least)
            {
                (best, least) = (new(alternative, [.. blocks.Select(each => each.Block)]), j);
            }
        }

        return best!;
    }

    private static (QuantizedBlock Block, double J) Best(Block block, int lambda, int? near, bool isSettled)
    {
        double price = Math.Pow(2, lambda / (double)Octave);
        if (block.MeanSensitivity == 0)
        {
            return (new(StepGrid.Last, new(block.Rows, block.Columns)), 0);
        }

        int start = Math.Clamp(near ?? StepGrid.Nearest(Math.Sqrt(BinOfPrice / (price * block.MeanSensitivity))), -StepGrid.Last, StepGrid.Last);
        (IntegerMatrix best, double least) = RateDistortionQuantizer.Quantize(block, start, price);
        int at = start;
        foreach (int direction in isSettled ? (int[])[] : [1, -1])
        {
            for (int step = start + direction; Math.Abs(step) <= StepGrid.Last; step += direction)
            {
                (IntegerMatrix matrix, double j) = RateDistortionQuantizer.Quantize(block, step, price);
                if (!(j < least))
                {
                    break;
                }

                (best, least, at) = (matrix, j, step);
            }

            if (at != start)
            {
                break;
            }
        }

        return (new(at, best), least);
    }
}
