namespace Grokking.Coders.Tuning;

/// <summary>What was found inside the ball in one coder's form. No size here is a measurement of the checkpoint: a memoriser has a grokked network in its ball too.</summary>
/// <param name="Networks">For each ε, in order, the container with the smallest bound of those that are not longer than the checkpoint's own; that one itself, where none is.</param>
/// <param name="Tried">How many containers these were chosen from, the checkpoint's own not among them.</param>
public sealed record TunedNetworks(IReadOnlyList<CodedNetwork> Networks, int Tried)
{
    /// <summary>What must stand wherever such a size or bound does.</summary>
    public const string Label = "fine-tuned inside the ball: says what the task allows, not how complex this checkpoint is";
}
