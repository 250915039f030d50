using Grokking.Coders.Quantizing;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Coders.Gauge;

/// <summary>One form of a reduced network and everything that was tried in it.</summary>
internal sealed class GaugeCandidates
{
    private readonly GaugeNetwork network;
    private readonly RateDistortionSearch search;

    /// <summary>Finds the sensitivities.</summary>
    /// <param name="network">The network in a form, unquantised.</param>
    /// <param name="train">The training equations.</param>
    /// <param name="loss">L(θ), nats.</param>
    /// <param name="seed">Draws the probes.</param>
    /// <param name="cancellation">Observed between quantisations.</param>
    public GaugeCandidates(GaugeNetwork network, IReadOnlyList<Equation> train, double loss, ulong seed, CancellationToken cancellation)
    {
        this.network = network;
        Unquantized = Math.Abs(new DecodedGaugeNetwork(CoderKind.Gauge, network).Score(train).Loss - loss);
        Part[] parts = [.. GaugeSensitivities.Of(network, train, seed).Select(block => new Part([block]))];
        search = new(parts, quantized => Decoded(quantized).Score(train).Loss, loss, cancellation);
    }

    /// <summary>|L(θ̂) − L(θ)| of the form alone, nats.</summary>
    public double Unquantized { get; }

    /// <summary>The search in this form.</summary>
    public RateDistortionSearch Search => search;

    /// <summary>The container of a point.</summary>
    public byte[] Container(CoderKind coder, RateDistortionPoint point) => GaugeContainer.Write(coder, network, Blocks(point.Parts));

    private static IReadOnlyList<QuantizedBlock> Blocks(IReadOnlyList<QuantizedPart> parts) => [.. parts.Select(each => each.Blocks[0])];

    private DecodedGaugeNetwork Decoded(IReadOnlyList<QuantizedPart> parts) =>
        new(CoderKind.Gauge, network with { Blocks = [.. Blocks(parts).Select(each => each.Values())] });
}
