using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grokking.Randomness;

/// <summary>
/// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// The vector form computes eight consecutive blocks at once and gives the same words.
/// </summary>
internal static class Philox
{
    private const uint MultiplierX = 0xD2511F53;
    private const uint MultiplierZ = 0xCD9E8D57;
    private const uint WeylX = 0x9E3779B9;
    private const uint WeylY = 0xBB67AE85;
    private const int Rounds = 10;

    public static (uint X, uint Y, uint Z, uint W) Block((uint X, uint Y, uint Z, uint W) counter, (uint X, uint Y) key)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong x = (ulong)MultiplierX * counter.X;
            ulong z = (ulong)MultiplierZ * counter.Z;
            counter = ((uint)(z >> 32) ^ counter.Y ^ key.X, (uint)z, (uint)(x >> 32) ^ counter.W ^ key.Y, (uint)x);
            key = (key.X + WeylX, key.Y + WeylY);
        }

        return counter;
    }

    /// <summary>Blocks <paramref name="counter"/>.X … + 7, word by word.</summary>
    public static (Vector256<uint> X, Vector256<uint> Y, Vector256<uint> Z, Vector256<uint> W) EightBlocks((uint X, uint Y, uint Z, uint W) counter, (uint X, uint Y) key)
    {
        Vector256<uint> x = Vector256.Create(counter.X) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        Vector256<uint> y = Vector256.Create(counter.Y);
        Vector256<uint> z = Vector256.Create(counter.Z);
        Vector256<uint> w = Vector256.Create(counter.W);
        for (int round = 0; round < Rounds; round++)
        {
            (Vector256<uint> highX, Vector256<uint> lowX) = Multiply(x, MultiplierX);
            (Vector256<uint> highZ, Vector256<uint> lowZ) = Multiply(z, MultiplierZ);
            (x, y, z, w) = (highZ ^ y ^ Vector256.Create(key.X), lowZ, highX ^ w ^ Vector256.Create(key.Y), lowX);
            key = (key.X + WeylX, key.Y + WeylY);
        }

        return (x, y, z, w);
    }

    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> values, uint factor)
    {
        Vector256<ulong> even;
        Vector256<ulong> odd;
        if (Avx2.IsSupported)
        {
            even = Avx2.Multiply(values, Vector256.Create(factor));
            odd = Avx2.Multiply(Vector256.ShiftRightLogical(values.AsUInt64(), 32).AsUInt32(), Vector256.Create(factor));
        }
        else
        {
            even = (values.AsUInt64() & Vector256.Create(0xFFFFFFFFul)) * factor;
            odd = Vector256.ShiftRightLogical(values.AsUInt64(), 32) * factor;
        }

        Vector256<ulong> lowHalf = Vector256.Create(0xFFFFFFFFul);
        Vector256<uint> high = (Vector256.ShiftRightLogical(even, 32) | (odd & ~lowHalf)).AsUInt32();
        Vector256<uint> low = ((even & lowHalf) | Vector256.ShiftLeft(odd, 32)).AsUInt32();
        return (high, low);
    }
}
