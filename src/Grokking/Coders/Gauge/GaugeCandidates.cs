using Grokking.Coders.Quantizing;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Coders.Gauge;

/// <summary>One form of a reduced network and everything that was tried in it.</summary>
internal sealed class GaugeCandidates
{
    private const double LargestPart = 0.8; // of ε that a form itself may use up

    private readonly GaugeNetwork network;
    private readonly IReadOnlyList<Equation> train;
    private readonly double loss;
    private readonly ulong seed;
    private readonly CancellationToken cancellation;

    /// <summary>Tries the form itself.</summary>
    /// <param name="network">The network in a form, unquantised.</param>
    /// <param name="train">The training equations, in random order.</param>
    /// <param name="loss">L(θ), nats.</param>
    /// <param name="seed">Draws the probes.</param>
    /// <param name="cancellation">Observed between quantisations.</param>
    public GaugeCandidates(GaugeNetwork network, IReadOnlyList<Equation> train, double loss, ulong seed, CancellationToken cancellation)
    {
        (this.network, this.train, this.loss, this.seed, this.cancellation) = (network, train, loss, seed, cancellation);
        Unquantized = Math.Abs(LossOf(network.Blocks) - loss);
    }

    /// <summary>|L(θ̂) − L(θ)| of the form alone, nats.</summary>
    public double Unquantized { get; }

    /// <summary>The shortest quantisation found for each bound that the form can meet.</summary>
    /// <param name="epsilons">ε, nats, in falling order.</param>
    public IEnumerable<RateDistortionPoint> Smallest(IReadOnlyList<double> epsilons)
    {
        double[] possible = [.. epsilons.Where(each => Unquantized < LargestPart * each)];
        if (possible.Length == 0)
        {
            return [];
        }

        Part[] parts = [.. GaugeSensitivities.Of(network, train, seed).Select(block => new Part([block]))];
        RateDistortionSearch search = new(parts, quantized => LossOf([.. Blocks(quantized).Select(each => each.Values())]), loss, cancellation);
        return [.. possible.Select(search.Smallest).OfType<RateDistortionPoint>()];
    }

    /// <summary>The container of a point.</summary>
    public byte[] Container(CoderKind coder, RateDistortionPoint point) => GaugeContainer.Write(coder, network, Blocks(point.Parts));

    private static IReadOnlyList<QuantizedBlock> Blocks(IReadOnlyList<QuantizedPart> parts) => [.. parts.Select(each => each.Blocks[0])];

    private double LossOf(IReadOnlyList<float[]> blocks) => new DecodedGaugeNetwork(CoderKind.Gauge, network with { Blocks = blocks }).Score(train).Loss;
}
