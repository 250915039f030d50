namespace Grokking.Coders.Quantizing;

/// <summary>
/// Corrects sensitivities by what the loss says. They come from small errors at θ, while the errors that ε allows are large: a saturated softmax does not feel them, a layer whose errors all go one way feels more.
/// So each part is quantised alone, and all parts but it; the mean of what both say of its own errors, over what was expected, is by how much it matters more or less than the others.
/// </summary>
public static class Calibration
{
    private const double Largest = 16;
    private const int Rounds = 2;       // each by the root of what was seen: where much changes the next bins show other errors
    private const double Least = 0.003; // of the whole distortion: what a part that seems to do nothing is taken to do, as noise is as large

    /// <summary>A search among parts whose sensitivities are corrected where a bound allows their errors; as they were if that is no shorter.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="lossOf">L(θ̂) on the training split of a quantisation, nats.</param>
    /// <param name="lossOfSome">The loss where some parts are quantised and the others, null, as they were, nats; of fewer equations if that is enough.</param>
    /// <param name="loss">L(θ), nats.</param>
    /// <param name="epsilon">The bound, nats.</param>
    /// <param name="cancellation">Observed before each quantisation.</param>
    public static RateDistortionSearch Search(
        IReadOnlyList<Part> parts, Func<IReadOnlyList<QuantizedPart>, double> lossOf, Func<IReadOnlyList<QuantizedPart?>, double> lossOfSome, double loss, double epsilon, CancellationToken cancellation)
    {
        RateDistortionSearch search = new(parts, lossOf, loss, cancellation);
        (RateDistortionSearch best, RateDistortionPoint? least) = (search, search.Smallest(epsilon));
        RateDistortionPoint? point = least;
        for (int round = 0; round < Rounds && point is not null; round++)
        {
            parts = Of(parts, point, lossOfSome);
            search = new(parts, lossOf, loss, cancellation, point.Lambda);
            point = search.Smallest(epsilon);

            // A part that seems to do nothing may do so because it is whole: made cheap it goes, and all with it.
            if (point is not null && point.Bits < least!.Bits)
            {
                (best, least) = (search, point);
            }
        }

        return best;
    }

    /// <summary>The middle of bounds, where one correction serves them all.</summary>
    public static double Middle(IEnumerable<double> epsilons) => Math.Exp(epsilons.Average(Math.Log));

    /// <summary>The parts with corrected sensitivities; the distortion that is expected of all together stays.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="point">How they were quantised.</param>
    /// <param name="lossOf">The loss where some are quantised and the others, null, as they were; nats.</param>
    public static IReadOnlyList<Part> Of(IReadOnlyList<Part> parts, RateDistortionPoint point, Func<IReadOnlyList<QuantizedPart?>, double> lossOf)
    {
        int n = parts.Count;
        double without = lossOf(new QuantizedPart?[n]);
        double together = Math.Abs(lossOf([.. point.Parts]) - without);
        double[] expected = [.. point.Parts.Select(each => each.Harm)];
        double[] seen = [.. Enumerable.Range(0, n).Select(i => expected[i] > 0 ? (Change(k => k == i) + together - Change(k => k != i)) / 2 : 0)];
        if (!seen.All(double.IsFinite) || !(seen.Sum() > 0 && expected.Sum() > 0))
        {
            return parts;
        }

        seen = [.. seen.Select(each => Math.Max(each, Least * together))];
        double[] factors = [.. seen.Zip(expected, (s, e) => e > 0 ? Math.Sqrt(Math.Clamp(s / seen.Sum() / (e / expected.Sum()), 1 / Largest, Largest)) : 1)];
        double kept = expected.Sum() / expected.Zip(factors, (e, f) => e * f).Sum();
        return [.. parts.Select((part, i) => part.Times(factors[i] * kept))];

        double Change(Func<int, bool> isQuantized) => Math.Abs(lossOf([.. point.Parts.Select((part, k) => isQuantized(k) ? part : null)]) - without);
    }
}
