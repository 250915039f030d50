using Grokking.Coders.Quantizing;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Coders.Gauge.Slots;

/// <summary>A network in a form and everything that was tried in it.</summary>
internal sealed class SlotCandidates
{
    private const int Sampled = 512; // equations that correct sensitivities

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
        Equation[] sample = [.. train.Take(Sampled)];
        search = Calibration.Search(parts, quantized => LossOf(quantized, train), quantized => LossOf(quantized, sample), loss, Calibration.Middle(input.Epsilons), cancellation);

        // Parts that are not quantised are as they are.
        double LossOf(IReadOnlyList<QuantizedPart?> quantized, IReadOnlyList<Equation> equations) =>
            new DecodedSlotNetwork(CoderKind.Gauge, form, [.. quantized.Select((each, i) => each?.Blocks[0].Values() ?? values[i])]).Score(equations).Loss;
    }

    /// <summary>The shortest container found for each bound.</summary>
    /// <param name="coder">Gauge or fourier.</param>
    /// <param name="epsilons">The bounds.</param>
    public IEnumerable<byte[]> Containers(CoderKind coder, IReadOnlyList<double> epsilons) =>
        epsilons.OrderDescending().Select(search.Smallest).OfType<RateDistortionPoint>().Select(point => SlotContainer.Write(coder, form, Blocks(point)));

    private static IReadOnlyList<QuantizedBlock> Blocks(RateDistortionPoint point) => [.. point.Parts.Select(each => each.Blocks[0])];
}
