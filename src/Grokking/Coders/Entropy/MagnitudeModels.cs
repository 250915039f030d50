using System.Numerics;

namespace Grokking.Coders.Entropy;

/// <summary>
/// Codes one integer whose magnitude is expected to be about μ: whether it is zero, its sign, and its magnitude in unary, each step with a probability of its own for each level of μ;
/// what is beyond the unary steps as an Exp-Golomb number. All matrices of a container share the models, since given μ their integers are distributed alike. A model begins with the
/// probability μ / (1 + μ) of the geometric distribution with this mean.
/// </summary>
public sealed class MagnitudeModels
{
    /// <summary>μ is given in units of 2⁻¹².</summary>
    public const int FractionBits = 12;

    /// <summary>The largest magnitude that is coded.</summary>
    public const int Largest = 1 << 24;

    private const int StepsPerOctave = 2;
    private const int Levels = 40;
    private const int UnarySteps = 14;
    private const int TailBits = 24;
    private const int StartingCount = 3;

    private readonly AdaptiveBit[] models = new AdaptiveBit[Levels * (UnarySteps + 1)]; // of a level: nonzero, then each unary step

    /// <summary>Models that know the geometric distribution alone.</summary>
    public MagnitudeModels()
    {
        for (int i = 0; i < models.Length; i++)
        {
            // The middle of the level in units of 2⁻¹²; powers of √2 as fractions, so that no library's power decides.
            long mean = Math.Max(1, (i / (UnarySteps + 1) % StepsPerOctave == 0 ? 1189L : 1682L) << (i / (UnarySteps + 1) / StepsPerOctave) >> 10);
            int probability = (int)((mean << AdaptiveBit.ProbabilityBits) / (mean + (1 << FractionBits)));
            models[i] = AdaptiveBit.Starting(Math.Clamp(probability, 8, (1 << AdaptiveBit.ProbabilityBits) - 8), StartingCount);
        }
    }

    /// <summary>The level of an expected magnitude: two an octave.</summary>
    /// <param name="mean">μ in units of 2⁻¹², not negative.</param>
    public static int Level(long mean)
    {
        if (mean < 2)
        {
            return 0;
        }

        int octave = BitOperations.Log2((ulong)mean);
        int half = (int)(((ulong)mean << 1) >> octave) & 1; // whether it is above 3/2 of a power of two
        return Math.Min((octave * StepsPerOctave) + half, Levels - 1);
    }

    /// <summary>Codes an integer.</summary>
    /// <param name="coder">Where to, or where from.</param>
    /// <param name="level">Of <see cref="Level"/>.</param>
    /// <param name="value">At most <see cref="Largest"/> in magnitude; ignored by a decoder.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="InvalidDataException">A decoded magnitude is too large.</exception>
    public int Code<T>(ref T coder, int level, int value)
        where T : struct, IBitCoder, allows ref struct
    {
        Span<AdaptiveBit> own = models.AsSpan(level * (UnarySteps + 1), UnarySteps + 1);
        int magnitude = Math.Abs(value);
        if (coder.Code(ref own[0], magnitude > 0 ? 1 : 0) == 0)
        {
            return 0;
        }

        int negative = coder.CodeEven(value < 0 ? 1 : 0);
        int coded = 1;
        while (coded <= UnarySteps && coder.Code(ref own[coded], magnitude > coded ? 1 : 0) != 0)
        {
            coded++;
        }

        if (coded > UnarySteps)
        {
            coded += Tail(ref coder, magnitude - coded);
        }

        return negative != 0 ? -coded : coded;
    }

    private static int Tail<T>(ref T coder, int rest)
        where T : struct, IBitCoder, allows ref struct
    {
        int bits = T.Encodes ? BitOperations.Log2((uint)rest + 1) : 0;
        int coded = 0;
        while (coder.CodeEven(coded < bits ? 1 : 0) != 0)
        {
            if (++coded >= TailBits)
            {
                throw new InvalidDataException($"The container has a magnitude above {Largest}.");
            }
        }

        return (1 << coded) - 1 + coder.CodeNumber(rest + 1 - (1 << coded), coded);
    }
}
