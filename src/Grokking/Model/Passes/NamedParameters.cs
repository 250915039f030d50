using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model.Passes;

/// <summary>A dense layer's kernel (I, O) and bias (1, O), or their gradients.</summary>
internal readonly record struct DenseParameters(Matrix Kernel, Matrix Bias);

/// <summary>A layer norm's gain and bias, (1, D) each, or their gradients.</summary>
internal readonly record struct NormParameters(Matrix Gain, Matrix Bias);

/// <summary>The parameters of one block, or their gradients.</summary>
internal sealed record BlockParameters(
    DenseParameters Query,
    DenseParameters Key,
    DenseParameters Value,
    DenseParameters Attended,
    NormParameters AttentionNorm,
    DenseParameters Hidden,
    DenseParameters Output,
    NormParameters OutputNorm);

/// <summary>The parameters of one transformer by name, or their gradients, as views of the tensors in layout order.</summary>
internal sealed class TransformerParameters : IDisposable
{
    private readonly List<Matrix> all = [];

    /// <summary>Names the tensors of a layout; the views live as long as the caller's dispose scope.</summary>
    /// <param name="tensors">Of one network, (1, …), contiguous, on the CPU.</param>
    /// <param name="layers">Number of blocks.</param>
    public TransformerParameters(IReadOnlyList<Tensor> tensors, int layers)
    {
        int next = 0;
        Token = Next();
        Position = Next();
        Blocks = [.. Enumerable.Range(0, layers).Select(_ =>
            new BlockParameters(NextDense(), NextDense(), NextDense(), NextDense(), NextNorm(), NextDense(), NextDense(), NextNorm()))];
        Output = NextDense();

        Matrix Next()
        {
            all.Add(Matrix.OfParameter(tensors[next++]));
            return all[^1];
        }

        DenseParameters NextDense() => new(Next(), Next());

        NormParameters NextNorm() => new(Next(), Next());
    }

    /// <summary>(p + 2, D).</summary>
    public Matrix Token { get; }

    /// <summary>(at least T, D).</summary>
    public Matrix Position { get; }

    /// <summary>From the first.</summary>
    public IReadOnlyList<BlockParameters> Blocks { get; }

    /// <summary>(D, V).</summary>
    public DenseParameters Output { get; }

    /// <summary>Has the views outlive the dispose scope; <see cref="Dispose"/> ends them.</summary>
    public TransformerParameters Kept()
    {
        all.ForEach(each => each.Tensor.DetachFromDisposeScope());
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => all.ForEach(each => each.Tensor.Dispose());
}
