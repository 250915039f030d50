using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Quantizing;

/// <summary>
/// How the values of a block can make up for each other (Frantar et al. 2023, "GPTQ"; Tseng et al. 2024 on both sides). A matrix of errors E (m, n) adds
/// <code>
/// ‖F‖²    F = Mᵀ E N    M Mᵀ the second moments of what the rows see, (m, m)    N Nᵀ those of what the columns matter for, (n, n)
/// </code>
/// to the distortion, M and N lower triangular. So Fᵢⱼ depends on the errors of row and column i, j and those behind alone: values are quantised from the last to the first, each as what the errors
/// before it have made of it. The order is by strength: the weak values, most of which become zero, come first and leave their part to the strong ones. All this is the encoder's affair;
/// the decoder knows nothing of it.
/// </summary>
/// <param name="Rows">M.</param>
/// <param name="Columns">N.</param>
public sealed record ErrorFeedback(FeedbackSide Rows, FeedbackSide Columns)
{
    /// <summary>Feedback along one side, in the order of the block.</summary>
    /// <param name="alongRows">Whether the values of a column make up for each other, else those of a row.</param>
    /// <param name="moments">Second moments of that side, positive semidefinite.</param>
    /// <param name="weights">How much each column, or row, matters.</param>
    public static ErrorFeedback Of(bool alongRows, Tensor moments, float[] weights)
    {
        FeedbackSide along = FeedbackSide.Correlated(moments, sorted: false);
        FeedbackSide across = FeedbackSide.Independent(weights);
        return alongRows ? new(along, across) : new(across, along);
    }

    /// <summary>Feedback along both sides, the strongest in front.</summary>
    /// <param name="rows">Second moments of the rows, (m, m).</param>
    /// <param name="columns">Of the columns, (n, n).</param>
    public static ErrorFeedback Of(Tensor rows, Tensor columns) => new(FeedbackSide.Correlated(rows, sorted: true), FeedbackSide.Correlated(columns, sorted: true));

    /// <summary>All distortions times a factor.</summary>
    public ErrorFeedback Times(double factor) => this with { Rows = Rows.Times(factor) };
}
