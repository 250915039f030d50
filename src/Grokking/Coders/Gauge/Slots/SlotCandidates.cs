using Grokking.Coders.Containers;
using Grokking.Coders.Quantizing;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>A network in a form and everything that was tried in it.</summary>
internal sealed class SlotCandidates
{
    private readonly SlotForm form;
    private readonly RateDistortionSearch search;

    /// <summary>Finds the sensitivities.</summary>
    /// <param name="form">The form.</param>
    /// <param name="values">The values of each slot, unquantised, as a container has them.</param>
    /// <param name="input">The checkpoint, of a known network.</param>
    /// <param name="loss">L(θ), nats.</param>
    /// <param name="cancellation">Observed between quantisations.</param>
    public SlotCandidates(SlotForm form, IReadOnlyList<float[]> values, CheckpointToCode input, double loss, CancellationToken cancellation)
    {
        this.form = form;
        IReadOnlyList<Equation> train = input.Network!.Train;
        IReadOnlyList<Part> parts = SlotSensitivities.Of(form, values, train, input.Seed);
        RateDistortionSearch first = new(parts, LossOf, loss, cancellation);

        // In the middle of the bounds.
        double middle = Math.Exp(input.Epsilons.Average(Math.Log));
        search = first.Smallest(middle) is { } point ? new(SlopeBalance.Of(parts, first, point.Lambda, LossOf), LossOf, loss, cancellation) : first;

        double LossOf(IReadOnlyList<QuantizedPart> quantized) =>
            new DecodedSlotNetwork(CoderKind.Gauge, form, [.. quantized.Select(each => each.Blocks[0].Values())]).Score(train).Loss;
    }

    /// <summary>Containers for bounds, the shortest of what the search came by for each that it could meet: the loss is no smooth function of the price.</summary>
    /// <param name="coder">Gauge or fourier.</param>
    /// <param name="epsilons">The bounds.</param>
    public IEnumerable<byte[]> Containers(CoderKind coder, IReadOnlyList<double> epsilons)
    {
        foreach (double epsilon in epsilons.OrderDescending())
        {
            search.Smallest(epsilon);
        }

        Dictionary<RateDistortionPoint, double> bits = search.Points.ToDictionary(each => each, each => BlockStream.Length(Blocks(each)));
        return [.. epsilons.Select(Shortest).OfType<RateDistortionPoint>().Distinct().Select(point => SlotContainer.Write(coder, form, Blocks(point)))];

        RateDistortionPoint? Shortest(double epsilon) => bits.Keys.Where(each => each.Distortion < epsilon).MinBy(each => bits[each]);
    }

    private static IReadOnlyList<QuantizedBlock> Blocks(RateDistortionPoint point) => [.. point.Parts.Select(each => each.Blocks[0])];
}
