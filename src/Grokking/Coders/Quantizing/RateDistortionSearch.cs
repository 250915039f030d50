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
    private const int Settled = Octave;  // so near to a λ whose bins were searched they are taken, moved by what λ says
    private const double Hopeless = 1.2;  // times the least J
    private const double BinOfPrice = 8.7; // λ g Δ² where bits and distortion of a fine uniform quantiser balance: 6 / ln 2

    private readonly SortedList<int, RateDistortionPoint> points = [];
    private readonly SortedList<int, QuantizedPart?[][]> searched = []; // of each part all alternatives, null if given up

    private RateDistortionPoint? nothing;

    /// <summary>Everything that has been tried, by λ.</summary>
    public IEnumerable<RateDistortionPoint> Points => points.Values;

    /// <summary>The point of the smallest λ found that meets a bound; null if none does.</summary>
    /// <param name="epsilon">ε, nats.</param>
    public RateDistortionPoint? Smallest(double epsilon)
    {
        nothing ??= Nothing();
        if (nothing.Distortion < epsilon)
        {
            return nothing;
        }

        int good = Bracket(epsilon);
        if (!(At(good).Distortion < epsilon))
        {
            return null;
        }

        int bad = points.Values.Where(each => each.Lambda < good && !(each.Distortion < epsilon)).Select(each => each.Lambda).DefaultIfEmpty(good).Max();
        good = points.Keys.Where(key => key > bad).DefaultIfEmpty(good).Min();
        while (good - bad > 1)
        {
            int next = Between(At(bad), At(good), epsilon);
            (good, bad) = At(next).Distortion < epsilon ? (next, bad) : (good, next);
        }

        return points.Values.First(each => each.Distortion < epsilon);
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
        int near = searched.Count > 0 ? searched.Keys.MinBy(each => Math.Abs(each - lambda)) : lambda;
        int shift = (int)Math.Round(2.0 * (lambda - near) / Octave);
        double price = Math.Pow(2, lambda / (double)Octave);
        QuantizedPart[] quantized = [.. searched.Count > 0 && Math.Abs(near - lambda) <= Settled
            ? parts.Select((part, i) => Moved(part, price, points[near].Parts[i], shift))
            : Search(lambda, price, searched.GetValueOrDefault(near), shift)];
        RateDistortionPoint point = new(lambda, quantized, Math.Abs(lossOf(quantized) - loss));
        points.Add(lambda, point);
        return point;
    }

    private RateDistortionPoint Nothing()
    {
        QuantizedPart[] zeros = [.. parts.Select(part => new QuantizedPart(0, [.. part.Alternatives[0].Select(block => new QuantizedBlock(StepGrid.Last, new(block.Rows, block.Columns)))]))];
        return new(Lowest, zeros, Math.Abs(lossOf(zeros) - loss));
    }

    private IEnumerable<QuantizedPart> Search(int lambda, double price, QuantizedPart?[][]? near, int shift)
    {
        QuantizedPart?[][] all = [.. parts.Select((part, i) => Alternatives(part, price, near?[i], shift))];
        searched.Add(lambda, all);
        return all.Select(each => each.OfType<QuantizedPart>().MinBy(part => Cost(part, price))!);
    }

    // An alternative that was far from the best at another λ is not tried again.
    private static QuantizedPart?[] Alternatives(Part part, double price, QuantizedPart?[]? near, int shift)
    {
        QuantizedPart?[] found = [.. part.Alternatives.Select((blocks, k) => near is not null && near[k] is null ? null : Best(blocks, k, price, near?[k], shift))];
        double least = found.Min(each => each is null ? double.PositiveInfinity : Cost(each, price));
        return [.. found.Select(each => each is not null && Cost(each, price) <= Hopeless * least ? each : null)];
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
        new(near.Alternative, [.. part.Alternatives[near.Alternative].Zip(near.Blocks, (block, before) =>
            IsNothing(block) ? before
            : before.Matrix.IsZero ? RateDistortionQuantizer.Quantize(block, Usual(block, price), price)
            : RateDistortionQuantizer.Quantize(block, InGrid(before.Step - shift), price, before))]);

    private static QuantizedPart Best(IReadOnlyList<Block> blocks, int alternative, double price, QuantizedPart? near, int shift) =>
        new(alternative, [.. blocks.Select((block, i) => IsNothing(block) ? new(StepGrid.Last, new(block.Rows, block.Columns)) : Best(block, price, near?.Blocks[i], shift))]);

    private static QuantizedBlock Best(Block block, double price, QuantizedBlock? near, int shift)
    {
        // A block of zeros says nothing about its bin: next to a coarse one all others look alike, and it would never come back.
        near = near is null || near.Matrix.IsZero ? null : near;
        int start = near is null ? Usual(block, price) : InGrid(near.Step - shift);
        QuantizedBlock best = RateDistortionQuantizer.Quantize(block, start, price, near);
        double least = Cost(best, price);
        foreach (int direction in (int[])[1, -1])
        {
            for (int step = start + direction; Math.Abs(step) <= StepGrid.Last; step += direction)
            {
                QuantizedBlock next = RateDistortionQuantizer.Quantize(block, step, price, best);
                double cost = Cost(next, price);
                if (!(cost < least))
                {
                    break;
                }

                (best, least) = (next, cost);
            }

            if (best.Step != start)
            {
                break;
            }
        }

        return best;
    }

    private static double Cost(QuantizedPart part, double price) => part.Blocks.Sum(block => Cost(block, price));

    private static double Cost(QuantizedBlock block, double price) => block.Bits + (price * block.Harm);

    private static bool IsNothing(Block block) => block.MeanSensitivity == 0;

    private static int Usual(Block block, double price) => InGrid(StepGrid.Nearest(Math.Sqrt(BinOfPrice / (price * block.MeanSensitivity))));

    private static int InGrid(int step) => Math.Clamp(step, -StepGrid.Last, StepGrid.Last);
}
