namespace Grokking.Model.Passes;

/// <summary>One block on its way through a batch. Made by going forward; goes backward once.</summary>
internal interface IBlockPass
{
    /// <summary>The block's output: (B · T, D), or (B, D) of the last position alone for the last block.</summary>
    Matrix Result { get; }

    /// <summary>Goes backward.</summary>
    /// <param name="gradient">By the output; overwritten.</param>
    /// <param name="gradients">Of the block's parameters; overwritten.</param>
    /// <returns>By the block's input: the pairs (R, D) for the first block, else (B · T, D).</returns>
    Matrix Backward(Matrix gradient, BlockParameters gradients);
}
