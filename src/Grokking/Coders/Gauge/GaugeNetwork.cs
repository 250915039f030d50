namespace Grokking.Coders.Gauge;

/// <summary>A reduced network in the form that a container has.</summary>
/// <param name="Shape">Which matrices there are.</param>
/// <param name="Blocks">Their values, row-major, in the shape's order; tables of tokens Fourier transformed if the shape says so.</param>
/// <param name="Cross">What is added to the score of a token at the third position, for each attention pattern.</param>
/// <param name="Rest">The score of the constant tokens, for each attention pattern.</param>
internal sealed record GaugeNetwork(GaugeShape Shape, IReadOnlyList<float[]> Blocks, IReadOnlyList<float> Cross, IReadOnlyList<float> Rest);
