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
        // Made on the device: numbers sent there would have the host wait for it.
        Tensor members = KeptScalar.Range(0, operand.shape[0], torch.ScalarType.Int64, operand.device).unsqueeze(1); // (S, 1)
        return operand.Plus(members.mul(KeptScalar.Of((long)rows)).Plus((long)first)).flatten();
    }
}
