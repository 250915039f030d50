namespace Grokking.Coders.Quantizing;

/// <summary>What all parts become at one price of distortion.</summary>
/// <param name="Lambda">log₂ λ in sixteenths.</param>
/// <param name="Parts">One for each part.</param>
/// <param name="Distortion">|L(θ̂) − L(θ)|, nats; not a number if θ̂ has no loss.</param>
public sealed record RateDistortionPoint(int Lambda, IReadOnlyList<QuantizedPart> Parts, double Distortion)
{
    /// <summary>Bits that are expected of all parts.</summary>
    public double Bits => Parts.Sum(part => part.Blocks.Sum(block => block.Bits));
}
