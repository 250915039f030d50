using Grokking.Numerics;

namespace GrokCluster.Grains.Runs;

/// <summary>
/// Epochs of a run that were trained under one numerics fingerprint: those after <paramref name="After"/>, up to where the next begins.
/// </summary>
/// <param name="After">Epochs that were trained before, elsewhere or not at all.</param>
/// <param name="Fingerprint">The fingerprint.</param>
[Immutable]
public sealed record NumericsSpan(int After, NumericsFingerprint Fingerprint);
