namespace Grokking.Coders.Quantizing;

/// <summary>
/// Finds for each ε the highest price that may be asked for bits. At a given λ each block takes the bin of least J on its own, so that one number decides everything; distortion falls
/// as λ rises, all but for noise. What is tried for one ε serves the others.
/// </summary>
/// <param name="parts">What is to be coded.</param>
/// <param name="lossOf">L(θ̂) on the training split of a quantisation, nats.</param>
/// <param name="loss">L(θ), nats.</param>
/// <param name="cancellation">Observed before each quantisation.</param>
/// <param name="start">log₂ λ in sixteenths, where the search begins.</param>
public sealed class RateDistortionSearch(
    IReadOnlyList<Part> parts, Func<IReadOnlyList<QuantizedPart>, double> lossOf, double loss, CancellationToken cancellation, int start = RateDistortionSearch.Start)
{
    private const int Start = 8 * Octave;
    private const int Octave = 16;
    private const int Lowest = -8 * Octave;
    private const int Highest = 40 * Octave;
    private const int Settled = Octave;   // so near to a λ whose bins were searched they are taken, moved by what λ says
    private const double BinOfPrice = 8.7; // λ g Δ² where bits and distortion of a fine uniform quantiser balance: 6 / ln 2

    private readonly SortedList<int, RateDistortionPoint> points = [];
    private readonly HashSet<int> searched = [];

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
            int next = Between(At(bad), At(good), epsilon);
            (good, bad) = At(next).Distortion < epsilon ? (next, bad) : (good, next);
        }

        return At(good);
    }

    /// <summary>A point within an octave of the smallest λ that meets a bound; null if none does.</summary>
    /// <param name="epsilon">ε, nats.</param>
    public RateDistortionPoint? Near(double epsilon) => At(Bracket(epsilon)) is { } point && point.Distortion < epsilon ? point : null;

    /// <summary>The point at a λ.</summary>
    /// <param name="lambda">log₂ λ in sixteenths.</param>
    public RateDistortionPoint At(int lambda)
    {
        if (points.TryGetValue(lambda, out RateDistortionPoint? known))
        {
            return known;
        }

        cancellation.ThrowIfCancellationRequested();
        RateDistortionPoint? near = searched.Count > 0 ? points[searched.MinBy(each => Math.Abs(each - lambda))] : null;
        bool isSettled = near is not null && Math.Abs(near.Lambda - lambda) < Settled;
        double price = Math.Pow(2, lambda / (double)Octave);
        int shift = near is null ? 0 : (int)Math.Round(2.0 * (lambda - near.Lambda) / Octave);
        QuantizedPart[] quantized = [.. parts.Select((part, i) => isSettled ? Moved(part, price, near!.Parts[i], shift) : Best(part, price, near?.Parts[i], shift))];
        RateDistortionPoint point = new(lambda, quantized, Math.Abs(lossOf(quantized) - loss));
        points.Add(lambda, point);
        if (!isSettled)
        {
            searched.Add(lambda);
        }

        return point;
    }

    // The smallest known λ above which every known one meets the bound, searched an octave at a time.
    private int Bracket(double epsilon)
    {
        int lambda = points.Count > 0 ? points.Values.MinBy(each => Math.Abs(Math.Log(Math.Max(each.Distortion, 1e-6) / epsilon)))!.Lambda : start;
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

    // Where a power law through both would meet the bound; never further than three quarters towards either, as it is none.
    private static int Between(RateDistortionPoint bad, RateDistortionPoint good, double epsilon)
    {
        double part = double.IsFinite(bad.Distortion) && bad.Distortion > good.Distortion
            ? Math.Log(bad.Distortion / epsilon) / Math.Log(bad.Distortion / Math.Max(good.Distortion, 1e-12))
            : 0.5;
        int width = good.Lambda - bad.Lambda;
        return Math.Clamp(bad.Lambda + (int)Math.Round(width * Math.Clamp(part, 0.25, 0.75)), bad.Lambda + 1, good.Lambda - 1);
    }

    private static QuantizedPart Moved(Part part, double price, QuantizedPart near, int shift) =>
        new(near.Alternative, [.. part.Alternatives[near.Alternative].Zip(near.Blocks, (block, before) => IsNothing(block) ? before : RateDistortionQuantizer.Quantize(block, InGrid(before.Step - shift), price, before))]);

    private static QuantizedPart Best(Part part, double price, QuantizedPart? near, int shift)
    {
        (QuantizedPart? best, double least) = (null, double.PositiveInfinity);
        for (int alternative = 0; alternative < part.Alternatives.Length; alternative++)
        {
            QuantizedPart? before = near is not null && near.Alternative == alternative ? near : null;
            (QuantizedBlock Block, double J)[] blocks = [.. part.Alternatives[alternative].Select((block, i) => Best(block, price, before?.Blocks[i].Step - shift))];
            double j = blocks.Sum(each => each.J);
            if (best is null || j < least)
            {
                (best, least) = (new(alternative, [.. blocks.Select(each => each.Block)]), j);
            }
        }

        return best!;
    }

    private static (QuantizedBlock Block, double J) Best(Block block, double price, int? near)
    {
        if (IsNothing(block))
        {
            return (new(StepGrid.Last, new(block.Rows, block.Columns)), 0);
        }

        int start = InGrid(near ?? StepGrid.Nearest(Math.Sqrt(BinOfPrice / (price * block.MeanSensitivity))));
        (QuantizedBlock best, double least) = Quantize(start);
        foreach (int direction in (int[])[1, -1])
        {
            for (int step = start + direction; Math.Abs(step) <= StepGrid.Last; step += direction)
            {
                (QuantizedBlock quantized, double j) = Quantize(step);
                if (!(j < least))
                {
                    break;
                }

                (best, least) = (quantized, j);
            }

            if (best.Step != start)
            {
                break;
            }
        }

        return (best, least);

        (QuantizedBlock Block, double J) Quantize(int step)
        {
            QuantizedBlock quantized = RateDistortionQuantizer.Quantize(block, step, price);
            return (quantized, quantized.Bits + (price * quantized.Harm));
        }
    }

    private static bool IsNothing(Block block) => block.MeanSensitivity == 0;

    private static int InGrid(int step) => Math.Clamp(step, -StepGrid.Last, StepGrid.Last);
}
