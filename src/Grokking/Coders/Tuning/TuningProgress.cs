using Grokking.Runs;

namespace Grokking.Coders.Tuning;

/// <summary>How far a search has come.</summary>
/// <param name="Coder">In whose form.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Of">Steps in all, of about equal length.</param>
/// <param name="Bytes">Length of the container with the smallest bound so far; null where there is none in the ball.</param>
/// <param name="Bound">Its bound, without the price of choosing it.</param>
public sealed record TuningProgress(CoderKind Coder, int Done, int Of, int? Bytes, double? Bound);
