using System.Runtime.Intrinsics;

namespace Grokking.Randomness;

/// <summary>
/// Standard normal numbers from a <see cref="DrawStream"/> by Box and Muller's transform, 32 at a time.
/// Only exact integer operations and correctly rounded float32 additions, multiplications, divisions and square roots are used, never a platform's logarithm or
/// sine, so that every machine draws the same bits.
/// </summary>
public static class Gaussian
{
    /// <summary>Numbers drawn together; element i of a stream does not depend on how many are asked for.</summary>
    public const int Group = 32;

    /// <summary>destination[i] = mean[i] + scale · N(first + i), where N is the stream's normal numbers.</summary>
    /// <param name="stream">Which numbers.</param>
    /// <param name="first">Index in the stream of the first number; a multiple of <see cref="Group"/> avoids drawing a group twice.</param>
    /// <param name="mean">What is added to; may be <paramref name="destination"/> itself.</param>
    /// <param name="scale">Standard deviation.</param>
    /// <param name="destination">As long as <paramref name="mean"/>.</param>
    public static void AddScaled(DrawStream stream, int first, ReadOnlySpan<float> mean, float scale, Span<float> destination)
    {
        Span<float> group = stackalloc float[Group];
        int done = 0;
        while (done < destination.Length)
        {
            int index = first + done;
            int within = index % Group;
            int count = Math.Min(Group - within, destination.Length - done);
            Draw(stream, (uint)(index / Group), group);
            if (count == Group)
            {
                for (int lane = 0; lane < Group; lane += Vector256<float>.Count)
                {
                    Vector256<float> sum = Vector256.Create(mean.Slice(done + lane, Vector256<float>.Count)) + (Vector256.Create<float>(group.Slice(lane, Vector256<float>.Count)) * scale);
                    sum.CopyTo(destination[(done + lane)..]);
                }
            }
            else
            {
                for (int i = 0; i < count; i++)
                {
                    destination[done + i] = mean[done + i] + (group[within + i] * scale);
                }
            }

            done += count;
        }
    }

    /// <summary>Fills <paramref name="destination"/> with standard normal numbers from the stream's start.</summary>
    public static void Fill(DrawStream stream, Span<float> destination)
    {
        destination.Clear();
        AddScaled(stream, 0, destination, 1, destination);
    }

    private static void Draw(DrawStream stream, uint group, Span<float> destination)
    {
        (Vector256<uint> x, Vector256<uint> y, Vector256<uint> z, Vector256<uint> w) = Philox.EightBlocks(stream.CounterOf(group * 8), ((uint)stream.Seed, (uint)(stream.Seed >> 32)));
        BoxMuller(x, y, destination[..16]);
        BoxMuller(z, w, destination[16..]);
    }

    private static void BoxMuller(Vector256<uint> radial, Vector256<uint> angular, Span<float> destination)
    {
        // u in (0, 1]: 24 bits are what a float32 holds, and 0 has no logarithm.
        Vector256<float> u = (Vector256.ConvertToSingle(Vector256.ShiftRightLogical(radial, 8).AsInt32()) + Vector256<float>.One) * (1f / (1 << 24));
        Vector256<float> radius = Vector256.Sqrt(Logarithm(u) * -2f);
        (Vector256<float> sine, Vector256<float> cosine) = SineCosine(angular);
        (radius * cosine).CopyTo(destination);
        (radius * sine).CopyTo(destination[8..]);
    }

    /// <summary>ln u for normal u in (0, 1], error below 2 units in the last place: u = m · 2ᵏ with m in [√½, √2), ln m = 2 artanh s with s = (m − 1)/(m + 1).</summary>
    private static Vector256<float> Logarithm(Vector256<float> u)
    {
        Vector256<int> bits = u.AsInt32() - Vector256.Create(0x3F3504F3); // √½
        Vector256<float> exponent = Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(bits, 23));
        Vector256<float> m = ((bits & Vector256.Create(0x007FFFFF)) + Vector256.Create(0x3F3504F3)).AsSingle();
        Vector256<float> s = (m - Vector256<float>.One) / (m + Vector256<float>.One);
        Vector256<float> square = s * s;
        Vector256<float> series = ((((((square * (2f / 9)) + Vector256.Create(2f / 7)) * square) + Vector256.Create(2f / 5)) * square) + Vector256.Create(2f / 3)) * square;
        return (exponent * 0.693147180559945f) + ((s * 2f) + (s * series));
    }

    /// <summary>sin and cos of 2π · word/2³²: the top two bits choose the quadrant, the others an angle in [−π/4, π/4), where Taylor's polynomials hold to 1e-7.</summary>
    private static (Vector256<float> Sine, Vector256<float> Cosine) SineCosine(Vector256<uint> word)
    {
        Vector256<int> turned = (word + Vector256.Create(0x20000000u)).AsInt32();
        Vector256<int> quadrant = Vector256.ShiftRightLogical(turned, 30);
        Vector256<int> offset = (turned & Vector256.Create(0x3FFFFFFF)) - Vector256.Create(0x20000000);
        Vector256<float> x = Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(offset, 6)) * (float)(Math.PI / 2 / (1 << 24));
        Vector256<float> square = x * x;
        Vector256<float> sine = x + (x * square * ((((square * (-1f / 5040)) + Vector256.Create(1f / 120)) * square) + Vector256.Create(-1f / 6)));
        Vector256<float> cosine = Vector256<float>.One + (square * ((((((square * (1f / 40320)) + Vector256.Create(-1f / 720)) * square) + Vector256.Create(1f / 24)) * square) + Vector256.Create(-0.5f)));

        Vector256<float> swapped = Vector256.Equals(quadrant & Vector256<int>.One, Vector256<int>.One).AsSingle();
        Vector256<float> sineSign = Vector256.ShiftLeft(quadrant & Vector256.Create(2), 30).AsSingle();
        Vector256<float> cosineSign = Vector256.ShiftLeft((quadrant + Vector256<int>.One) & Vector256.Create(2), 30).AsSingle();
        return (Vector256.ConditionalSelect(swapped, cosine, sine) ^ sineSign, Vector256.ConditionalSelect(swapped, sine, cosine) ^ cosineSign);
    }
}
