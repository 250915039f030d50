using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Tasks;

/// <summary>The equations of each member of an ensemble as tensors; members may have different ones, but equally many.</summary>
public sealed class EquationSet : IDisposable
{
    private EquationSet(Tensor a, Tensor b, Tensor c) => (A, B, C) = (a, b, c);

    /// <summary>Left operands (S, N), int64.</summary>
    public Tensor A { get; }

    /// <summary>Right operands (S, N), int64.</summary>
    public Tensor B { get; }

    /// <summary>Results (S, N), int64.</summary>
    public Tensor C { get; }

    /// <summary>N, the number of equations of one member.</summary>
    public long Count => A.shape[1];

    /// <summary>Copies equations to a device.</summary>
    /// <param name="members">One row of equations for each member, of equal lengths.</param>
    /// <param name="device">Where the tensors live.</param>
    public static EquationSet Create(IReadOnlyList<Equation[]> members, torch.Device device)
    {
        return new(Column(each => each.A), Column(each => each.B), Column(each => each.C));

        Tensor Column(Func<Equation, long> value)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            long[] flat = [.. members.SelectMany(equations => equations.Select(value))];
            return torch.tensor(flat, members.Count, members[0].Length, device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>The equations of one member, as views that live as long as this set and the caller's dispose scope.</summary>
    public EquationSet Of(int member) => new(A.narrow(0, member, 1), B.narrow(0, member, 1), C.narrow(0, member, 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
        C.Dispose();
    }
}
