namespace Grokking.Coders.Quantizing;

/// <summary>Something to be coded, and the ways to do so; the one of least J is taken.</summary>
/// <param name="Alternatives">Each the blocks that stand for it together.</param>
public sealed record Part(params IReadOnlyList<Block>[] Alternatives)
{
    /// <summary>All sensitivities times a factor.</summary>
    public Part Times(double factor) => new([.. Alternatives.Select(blocks => (IReadOnlyList<Block>)[.. blocks.Select(each => each.Times(factor))])]);
}

/// <summary>A part as a container has it.</summary>
/// <param name="Alternative">Which way was taken.</param>
/// <param name="Blocks">Its blocks.</param>
public sealed record QuantizedPart(int Alternative, IReadOnlyList<QuantizedBlock> Blocks)
{
    /// <summary>The distortion that its errors are expected to add.</summary>
    public double Harm => Blocks.Sum(each => each.Harm);
}
