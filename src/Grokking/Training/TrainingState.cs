using Grokking.Model;

namespace Grokking.Training;

/// <summary>All that one run needs to go on training: with it, an interrupted run ends in the same bytes as an uninterrupted one.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Weights">θ.</param>
/// <param name="First">AdamW's first moment m.</param>
/// <param name="Second">AdamW's second moment v.</param>
/// <param name="DivergedAt">Epoch in which the loss or a weight ceased to be finite, else null; the weights are then the initial ones and no longer trained.</param>
public sealed record TrainingState(int Epoch, Weights Weights, Weights First, Weights Second, int? DivergedAt);
