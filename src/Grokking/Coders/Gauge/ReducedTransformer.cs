namespace Grokking.Coders.Gauge;

/// <summary>
/// The function of a transformer of one layer without what its parameters can do and the function cannot see. In double precision, kernels as (outputs, inputs) but for
/// <see cref="Output"/>:
/// <code>
/// sₕ = softmax(scoreₕ(a), cross + scoreₕ(b), rest)                                     three weights l, r, 1 − l − r of head h
/// x  = offset + Σₕ l Leftₕ[a] + r Rightₕ[b]         h = x / rms(x)
/// y  = gain ∘ h + Outputᵀ gelu(Hidden h + hiddenBias) + outputBias    logits = Unembedding y / rms(y) + unembeddingBias
/// </code>
/// Every x and y has mean zero: LayerNorm would remove it. rms is the root of the mean square, plus LayerNorm's ε, over all D directions.
/// </summary>
internal sealed class ReducedTransformer
{
    /// <summary>p.</summary>
    public required int Modulus { get; init; }

    /// <summary>D.</summary>
    public required int Width { get; init; }

    /// <summary>M.</summary>
    public required int Hidden { get; init; }

    /// <summary>What head h takes from a at the first position, (p, D) each.</summary>
    public required double[][,] Left { get; init; }

    /// <summary>What head h takes from b at the third position, (p, D) each; that of the same token at the first but for one vector.</summary>
    public required double[][,] Right { get; init; }

    /// <summary>Attention scores of the tokens at the first position, (H, p), mean zero.</summary>
    public required double[,] Scores { get; init; }

    /// <summary>What is added to the score of a token at the third position, (H).</summary>
    public required double[] Cross { get; init; }

    /// <summary>The score of the two constant tokens together, (H).</summary>
    public required double[] Rest { get; init; }

    /// <summary>(D).</summary>
    public required double[] Offset { get; init; }

    /// <summary>(D).</summary>
    public required double[] Gain { get; init; }

    /// <summary>(M, D).</summary>
    public required double[,] HiddenKernel { get; init; }

    /// <summary>(M).</summary>
    public required double[] HiddenBias { get; init; }

    /// <summary>(M, D).</summary>
    public required double[,] Output { get; init; }

    /// <summary>(D).</summary>
    public required double[] OutputBias { get; init; }

    /// <summary>(V, D).</summary>
    public required double[,] Unembedding { get; init; }

    /// <summary>(V).</summary>
    public required double[] UnembeddingBias { get; init; }
}
