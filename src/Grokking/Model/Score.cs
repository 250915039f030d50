namespace Grokking.Model;

/// <summary>How a network does on one split.</summary>
/// <param name="Loss">Mean cross-entropy at the last position, in nats.</param>
/// <param name="Accuracy">Part of the equations whose most likely token is the right one, in [0, 1].</param>
public readonly record struct Score(double Loss, double Accuracy);
