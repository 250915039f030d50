using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Tuning;

/// <summary>
/// Searches inside a checkpoint's ε ball for a network that is shorter to describe, for the sake of a bound (Eqn 4) and never of a measurement: what it finds is that the ball holds such a network, which is a property of
/// the task. In turn: the reduced form is trained for fewer bits at a loss that the bound likes (<see cref="BallTuner"/>); the best network is polished number by number (<see cref="IntegerPolish"/>), trained again from there, and so
/// on; at the edges of smaller balls likewise. Only the training equations are looked at. Equal input gives equal bytes; single-threaded.
/// </summary>
public static class FineTuning
{
    private const int Parts = 5; // of the first training, after each of which progress is told

    /// <summary>What there is to say against fine-tuning a network.</summary>
    /// <returns>What it is, such as "a transformer of 2 layers"; null where it can be fine-tuned.</returns>
    public static string? Unfit(NetworkToCode? network) => network switch
    {
        null => "a network that is not ours",
        { Architecture: { Kind: NetworkKind.Mlp } } => "a multilayer perceptron",
        { Architecture.Layers: > 1 and int layers } => $"a transformer of {layers} layers",
        _ => null,
    };

    /// <summary>Whether there is a form of this coder to search in.</summary>
    public static bool Has(CoderKind kind) => kind is CoderKind.Gauge or CoderKind.Fourier;

    /// <summary>Searches in the form of one coder.</summary>
    /// <param name="kind">Gauge or fourier.</param>
    /// <param name="input">The checkpoint, a transformer of one layer.</param>
    /// <param name="own">What the coder makes of the checkpoint itself, one for each of the input's ε.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellation">Observed between updates.</param>
    /// <exception cref="ArgumentException">There is no such form, or the network does not fit it.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static TunedNetworks Search(CoderKind kind, CheckpointToCode input, IReadOnlyList<CodedNetwork> own, IProgress<TuningProgress>? progress = null, CancellationToken cancellation = default) =>
        Search(kind, input, own, new TuningSettings(), progress, cancellation);

    /// <summary>The same with other settings.</summary>
    internal static TunedNetworks Search(CoderKind kind, CheckpointToCode input, IReadOnlyList<CodedNetwork> own, TuningSettings settings, IProgress<TuningProgress>? progress, CancellationToken cancellation)
    {
        double loss = CoderInput.Check(input);
        if (!Has(kind) || Unfit(input.Network) is not null)
        {
            throw new ArgumentException($"Of {Unfit(input.Network) ?? "a transformer of one layer"} there is no form of {kind} to search in.", nameof(input));
        }

        NetworkToCode network = input.Network!;
        ReducedTransformer reduced = Reduction.Of(input.Weights, network.Architecture, network.Modulus);
        CompactNetwork start = TuningStart.Of(reduced, network.Architecture, kind == CoderKind.Fourier ? TokenSpectrum.BestOrder(reduced) : TokenOrder.None, settings);
        using TuningFunction function = new(start.Shape, TuningStart.Score, TuningStart.Score, network.Train);
        TunedContainers containers = new(kind, input, loss, Container);
        Action<CompactNetwork, double, int> offer = containers.Offer;
        IReadOnlyList<double> balls = Balls(input.Epsilons, loss, settings);
        (int done, int all) = (0, Parts + (2 * balls.Count) - 1 + (2 * settings.Rounds));
        IntegerPolish polish = new(function, Container, offer, cancellation);
        BallTuner tuner = new(start, function, loss, settings);
        for (int part = 0; part < Parts; part++)
        {
            tuner.Run((settings.Updates * (part + 1) / Parts) - (settings.Updates * part / Parts), balls[0], settings.Loss, offer, cancellation);
            Tell();
        }

        for (int round = 0; round < settings.Rounds; round++)
        {
            Further(Polished(balls[0]), settings.UpdatesOfRounds, balls[0]);
        }

        CompactNetwork? last = Polished(balls[0]);
        foreach (double epsilon in balls.Skip(1))
        {
            Further(last, settings.LaterUpdates, epsilon);
            last = Polished(epsilon) ?? last;
        }

        return containers.Choose(own, polish.Discarded);

        void Further(CompactNetwork? polished, int updates, double epsilon)
        {
            BallTuner from = polished is null ? tuner : new(polished, function, loss, settings with { Lambda = settings.LambdaOfRounds });
            from.Run(updates, epsilon, settings.Loss, offer, cancellation);
            Tell();
        }

        CompactNetwork? Polished(double epsilon)
        {
            CompactNetwork? polished = containers.BestOf(epsilon) is { } best
                ? polish.Run(best.Network, epsilon == balls[0] ? settings.Changes : settings.LaterChanges, its => Math.Abs(its - loss) < epsilon)
                : null;
            Tell();
            return polished;
        }

        void Tell() => progress?.Report(new(kind, ++done, all, containers.Best?.Container.Length, containers.Best?.Bound));

        byte[] Container(CompactNetwork each) => GaugeContainer.Write(kind, new(each.Shape, [], [TuningStart.Score], [TuningStart.Score]), each.Quantized());
    }

    // The loss that a bound likes is in the largest ball, as a rule; to those that it is not in the search goes on, largest first.
    private static List<double> Balls(IReadOnlyList<double> epsilons, double loss, TuningSettings settings)
    {
        double largest = epsilons.Max();
        return [largest, .. epsilons.Distinct().OrderDescending().Where(each => each < largest && each <= Math.Abs(settings.Loss - loss))];
    }
}
