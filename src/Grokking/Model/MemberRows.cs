using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>Rows in the members' tables laid one after another, so that one lookup serves all members of an ensemble.</summary>
internal static class MemberRows
{
    /// <summary>Row <paramref name="first"/> + operand of each member's table.</summary>
    /// <param name="operand">(S, B), int64.</param>
    /// <param name="rows">Rows of one member's table.</param>
    /// <param name="first">Added to every operand.</param>
    /// <returns>(S·B).</returns>
    public static Tensor Of(Tensor operand, int rows, int first)
    {
        long[] starts = [.. Enumerable.Range(0, (int)operand.shape[0]).Select(member => ((long)member * rows) + first)];
        return operand.Plus(torch.tensor(starts, operand.shape[0], 1, device: operand.device)).flatten();
    }
}
