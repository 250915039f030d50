using Grokking.Devices;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training;

/// <summary>
/// <see cref="Philox"/> by operations on int64 tensors, for all members of an ensemble at once on any device. The words are those of the scalar form, bit for bit:
/// <code>
/// X′ = ⌊Mz Z / 2³²⌋ ⊕ Y ⊕ kx    Y′ = Mz Z mod 2³²    Z′ = ⌊Mx X / 2³²⌋ ⊕ W ⊕ ky    W′ = Mx X mod 2³²
/// </code>
/// A product of 64 bits wraps to its low half in int64, and its arithmetic shift is right in the low 32 bits; bits above are cleared where they would matter, which is before a product.
/// </summary>
internal sealed class TensorPhilox : IDisposable
{
    private const int Rounds = 10;
    private const int FirstFullRound = 2; // before it, words do not yet depend on both member and block, and are narrower
    private const long Mask = 0xFFFFFFFF;

    // Of no dimension and on the host: libtorch takes such a tensor for a number, whatever device the other is on.
    private static readonly Tensor LowHalf = Number(Mask);
    private static readonly Tensor HalfWidth = Number(32);
    private static readonly Tensor MultiplierX = Number(0xD2511F53);
    private static readonly Tensor MultiplierZ = Number(0xCD9E8D57);

    private readonly Tensor[] keyX;
    private readonly Tensor[] keyY;

    /// <summary>Takes the members' seeds to a device.</summary>
    public TensorPhilox(IReadOnlyList<ulong> seeds, torch.Device device)
    {
        keyX = [.. Enumerable.Range(0, Rounds).Select(round => Key(seed => (uint)seed + ((uint)round * 0x9E3779B9u)))];
        keyY = [.. Enumerable.Range(0, Rounds).Select(round => Key(seed => (uint)(seed >> 32) + ((uint)round * 0xBB67AE85u)))];

        Tensor Key(Func<ulong, uint> word) => HostTransfer.Write([.. seeds.Select(seed => (long)word(seed))], device, seeds.Count, 1).DetachFromDisposeScope();
    }

    /// <summary>A whole number for operations with tensors of any device, kept for good.</summary>
    public static Tensor Number(long value)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return torch.tensor(value).DetachFromDisposeScope();
    }

    /// <summary>Four words of every block of every member.</summary>
    /// <param name="blocks">(1, N), int64.</param>
    /// <param name="update">Of no dimension, int64.</param>
    /// <param name="epoch">(1, 1), int64.</param>
    /// <param name="purpose">Of no dimension, int64.</param>
    /// <returns>(S, N) each, int64 in [0, 2³²), the caller's to dispose of.</returns>
    public (Tensor X, Tensor Y, Tensor Z, Tensor W) Words(Tensor blocks, Tensor update, Tensor epoch, Tensor purpose)
    {
        (Tensor x, Tensor y, Tensor z, Tensor w) = (blocks, update, epoch, purpose);
        for (int round = 0; round < Rounds; round++)
        {
            Tensor productX = x.mul(MultiplierX);
            Tensor productZ = z.mul(MultiplierZ);
            Tensor nextX = High(productZ, y, keyX[round], round);
            Tensor nextZ = High(productX, w, keyY[round], round);
            if (round > 0)
            {
                x.Dispose();
                y.Dispose();
                z.Dispose();
                w.Dispose();
            }

            (x, y, z, w) = (nextX, productZ, nextZ, productX);
        }

        return (x, y.bitwise_and_(LowHalf), z, w.bitwise_and_(LowHalf));
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach([.. keyX, .. keyY], key => key.Dispose());

    private static Tensor High(Tensor product, Tensor other, Tensor key, int round)
    {
        Tensor high = product.bitwise_right_shift(HalfWidth);
        if (round >= FirstFullRound)
        {
            return high.bitwise_xor_(other).bitwise_xor_(key).bitwise_and_(LowHalf);
        }

        using DisposeScope scope = torch.NewDisposeScope();
        return high.bitwise_xor(other).bitwise_xor(key).bitwise_and(LowHalf).MoveToOuterDisposeScope();
    }
}
