namespace Grokking.Coders;

/// <summary>What every coder asks of its input.</summary>
internal static class CoderInput
{
    /// <summary>Refuses what cannot be coded.</summary>
    /// <returns>L(θ), nats.</returns>
    /// <exception cref="ArgumentException">A weight is infinite or not a number, the weights have no loss, or an ε is not positive or there is none.</exception>
    public static double Check(CheckpointToCode input)
    {
        int bad = Array.FindIndex(input.Weights.Values, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            throw new ArgumentException($"Weight {bad} is {input.Weights.Values[bad]}; only finite weights can be coded.", nameof(input));
        }

        if (input.Epsilons.Count == 0 || input.Epsilons.Any(each => !(each > 0)))
        {
            throw new ArgumentException($"The bounds are {string.Join(", ", input.Epsilons)}; coding needs at least one, and all positive.", nameof(input));
        }

        double loss = input.Scorer.ScoreTrain([input.Weights])[0].Loss;
        return double.IsFinite(loss) ? loss : throw new ArgumentException($"The weights have loss {loss}; only a network with a loss can be coded within a bound of it.", nameof(input));
    }
}
