using Grokking.Randomness;

namespace Grokking.Tasks;

/// <summary>
/// All N equations a ∘ b = c mod p of one task. As a sequence of tokens an equation reads a, ∘, b, =; numbers are their own tokens, ∘ is token p, = is token
/// p + 1, and c is read at the last position (authors' code).
/// </summary>
public sealed class ModularTask
{
    /// <summary>Lists the equations, a slowest.</summary>
    /// <exception cref="ArgumentException">Division by a modulus that is not prime.</exception>
    public ModularTask(Operation operation, int modulus)
    {
        if (operation == Operation.Div && !Primes.Contains(modulus))
        {
            throw new ArgumentException($"Division needs a prime modulus; {modulus} is not prime.", nameof(modulus));
        }

        Modulus = modulus;
        int[] inverses = operation == Operation.Div ? Inverses(modulus) : [];
        int firstB = operation == Operation.Div ? 1 : 0;
        Equations = [.. from a in Enumerable.Range(0, modulus) from b in Enumerable.Range(firstB, modulus - firstB) select new Equation(a, b, Result(a, b))];

        int Result(long a, long b) => (int)Remainder(operation switch
        {
            Operation.Add => a + b,
            Operation.Sub => a - b,
            Operation.Mul => a * b,
            Operation.Div => a * inverses[b],
            Operation.SumOfSquares => (a * a) + (b * b),
            Operation.QuadraticForm => (a * a) + (a * b) + (b * b),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operation."),
        });

        long Remainder(long value) => ((value % modulus) + modulus) % modulus;
    }

    /// <summary>p.</summary>
    public int Modulus { get; }

    /// <summary>V = p + 2 tokens.</summary>
    public int Vocabulary => Modulus + 2;

    /// <summary>All N equations.</summary>
    public IReadOnlyList<Equation> Equations { get; }

    /// <summary>The training and test equations of a seed: the first ⌊fraction · N⌋ of a random permutation, and the rest.</summary>
    public (Equation[] Train, Equation[] Test) Split(double trainFraction, ulong seed)
    {
        int[] order = new DrawStream(seed, Purpose.Split).Permutation(Equations.Count);
        int train = (int)(trainFraction * Equations.Count);
        return ([.. order[..train].Select(i => Equations[i])], [.. order[train..].Select(i => Equations[i])]);
    }

    /// <summary>How many training equations such a split has, without listing them.</summary>
    public static int TrainCount(Operation operation, int modulus, double trainFraction) =>
        (int)(trainFraction * ((long)modulus * (operation == Operation.Div ? modulus - 1 : modulus)));

    private static int[] Inverses(int prime)
    {
        int[] inverses = new int[prime];
        for (int i = 1; i < prime; i++)
        {
            // p = q·i + r gives 1/i = −q/r, and r < i is already known.
            inverses[i] = i == 1 ? 1 : (int)((prime - (prime / i)) * (long)inverses[prime % i] % prime);
        }

        return inverses;
    }
}

/// <summary>One equation a ∘ b = c, numbers mod p.</summary>
public readonly record struct Equation(int A, int B, int C);
