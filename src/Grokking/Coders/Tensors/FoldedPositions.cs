using Grokking.Model;

namespace Grokking.Coders.Tensors;

/// <summary>
/// Our transformer with its positions in its tokens: a number is read at the first and the third position, ∘ at the second and = at the fourth alone, so that one row of the table of positions
/// is enough, the third less the first. The same function, by the sum of each token and position.
/// </summary>
internal static class FoldedPositions
{
    /// <summary>The input with folded weights; as it is if the network is another.</summary>
    public static CheckpointToCode Of(CheckpointToCode input)
    {
        if (input.Network is not { Architecture: { Kind: NetworkKind.Transformer } shape, Modulus: int modulus })
        {
            return input;
        }

        Weights folded = new(input.Weights.Layout, [.. input.Weights.Values]);
        Span<float> tokens = folded[0];
        Span<float> positions = folded[1];
        for (int token = 0; token < modulus + 2; token++)
        {
            int position = token == modulus ? 1 : token == modulus + 1 ? 3 : 0;
            for (int j = 0; j < shape.Width; j++)
            {
                tokens[(token * shape.Width) + j] += positions[(position * shape.Width) + j];
            }
        }

        for (int j = 0; j < shape.Width; j++)
        {
            positions[(2 * shape.Width) + j] -= positions[j];
            positions[j] = positions[shape.Width + j] = positions[(3 * shape.Width) + j] = 0;
        }

        return input with { Weights = folded };
    }
}
