using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge.Slots;
using Grokking.Coders.Quantizing;
using Grokking.Runs;

namespace Grokking.Coders.Gauge;

/// <summary>
/// Codes a network of ours in its reduced form, with a Fourier transform along the tokens or without. Of a transformer of one layer forms are tried from the shortest to the exact one, each for
/// the ε that it can meet; several layers and perceptrons have one form (<see cref="SlotForm"/>). Where none is shorter than the tensors themselves, or the network is unknown, these are taken.
/// </summary>
/// <param name="kind">Gauge or fourier.</param>
internal sealed class GaugeCoder(CoderKind kind) : ICheckpointCoder
{
    private const double Negligible = 0.1; // of ε: a form that changes so little is not bettered by a more exact one

    /// <inheritdoc/>
    public CoderKind Kind => kind;

    /// <inheritdoc/>
    public IReadOnlyList<CodedNetwork> Code(CheckpointToCode input, CancellationToken cancellation = default) => Code(input, new CodedBefore(), cancellation);

    /// <summary>Codes with the use of what other coders have found for the same checkpoint.</summary>
    public IReadOnlyList<CodedNetwork> Code(CheckpointToCode input, CodedBefore before, CancellationToken cancellation)
    {
        double loss = CoderInput.Check(input);
        string? unfit = Unfit(input.Network);
        SmallestContainers smallest = new(kind, loss, input.Epsilons, (decoded, onTrain) => decoded.Score(onTrain ? input.Network!.Train : input.Network!.Test));
        if (unfit is null && SlotContainer.IsFor(input.Network!.Architecture))
        {
            AddSlots(input, loss, smallest, cancellation);
        }
        else if (unfit is null)
        {
            AddForms(input, loss, smallest, cancellation);
        }

        foreach (CodedNetwork coded in kind == CoderKind.Fourier && unfit is null ? before.Of(CoderKind.Gauge, input, cancellation) : [])
        {
            smallest.Offer(coded, coded.Fallback ?? "no transform is shorter: coded by gauge");
        }

        foreach (CodedNetwork coded in kind == CoderKind.Gauge || unfit is not null ? before.Of(CoderKind.Tensor, input, cancellation) : [])
        {
            smallest.Offer(coded, unfit ?? "no reduced form is shorter: coded tensor by tensor");
        }

        return smallest.All();
    }

    private static string? Unfit(NetworkToCode? network) => network is null ? "the network is unknown: coded tensor by tensor" : null;

    // Exact for every ε.
    private void AddSlots(CheckpointToCode input, double loss, SmallestContainers smallest, CancellationToken cancellation)
    {
        (SlotForm form, IReadOnlyList<float[]> values) = SlotReduction.Of(kind, input.Weights, input.Network!);
        if (kind == CoderKind.Fourier && form.Order == TokenOrder.None)
        {
            return;
        }

        SlotCandidates candidates = new(form, values, input, loss, cancellation);
        foreach (byte[] container in candidates.Containers(kind, input.Epsilons))
        {
            smallest.Offer(container);
        }
    }

    private void AddForms(CheckpointToCode input, double loss, SmallestContainers smallest, CancellationToken cancellation)
    {
        NetworkToCode network = input.Network!;
        ReducedTransformer reduced = Reduction.Of(input.Weights, network.Architecture, network.Modulus);
        TokenOrder order = kind == CoderKind.Fourier ? TokenSpectrum.ClearOrder(reduced) : TokenOrder.None;
        if (kind == CoderKind.Fourier && order == TokenOrder.None)
        {
            return;
        }

        List<double> open = [.. input.Epsilons.Distinct().OrderDescending()];
        foreach ((bool merged, bool rotated) in ((bool, bool)[])[(true, true), (false, true), (false, false)])
        {
            if (open.Count == 0)
            {
                return;
            }

            GaugeCandidates candidates = new(GaugeForm.Of(reduced, network.Architecture, merged, rotated, order), network.Train, loss, input.Seed, cancellation);
            foreach (RateDistortionPoint point in candidates.Smallest(open))
            {
                smallest.Offer(candidates.Container(kind, point));
            }

            open.RemoveAll(epsilon => candidates.Unquantized < Negligible * epsilon);
        }
    }
}
