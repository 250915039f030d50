using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders;

/// <summary>What a container says: a function from equations to logits, of which nothing else is needed.</summary>
public abstract class DecodedNetwork
{
    private const int RowsAtOnce = 1024; // hidden activations near a core, as in EnsembleScore

    /// <summary>The coder that wrote the container.</summary>
    public abstract CoderKind Coder { get; }

    /// <summary>p; 0 where the container holds tensors of an unknown network.</summary>
    public abstract int Modulus { get; }

    /// <summary>The tensors, where the container holds those of the published architecture or of a foreign network; else null.</summary>
    public abstract Weights? Weights { get; }

    /// <summary>Logits at the last position.</summary>
    /// <param name="a">Left operands (B), int64 in [0, p).</param>
    /// <param name="b">Right operands (B), int64 in [0, p).</param>
    /// <returns>(B, V).</returns>
    /// <exception cref="InvalidOperationException">The container holds tensors of an unknown network.</exception>
    public abstract Tensor Logits(Tensor a, Tensor b);

    /// <summary>Loss and accuracy on a list of equations.</summary>
    /// <inheritdoc cref="Logits"/>
    public Score Score(IReadOnlyList<Equation> equations)
    {
        using var noGradients = torch.no_grad();
        (double loss, double right) = (0, 0);
        foreach (Equation[] chunk in equations.Chunk(RowsAtOnce))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor targets = Column(each => each.C);
            Tensor logits = Logits(Column(each => each.A), Column(each => each.B));
            loss += CrossEntropy.PerMember(logits.unsqueeze(0), targets.unsqueeze(0)).item<float>() * (double)chunk.Length;
            right += logits.argmax(-1).eq(targets).sum().item<long>();

            Tensor Column(Func<Equation, long> value) => torch.tensor([.. chunk.Select(value)], dtype: torch.ScalarType.Int64);
        }

        return new Score(loss / equations.Count, right / equations.Count);
    }
}
