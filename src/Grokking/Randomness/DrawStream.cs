namespace Grokking.Randomness;

/// <summary>
/// The random numbers of one (seed, purpose, epoch, update): element i is a pure function of these and i. Nothing is stored between draws, so that resuming
/// a run needs no generator state and a member of a cohort draws the same numbers whoever its neighbours are.
/// </summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Purpose">What the numbers are for.</param>
/// <param name="Epoch">Epoch, counted from 1; 0 for draws made once a run.</param>
/// <param name="Update">Update within the epoch, counted from 0.</param>
public readonly record struct DrawStream(ulong Seed, Purpose Purpose, int Epoch = 0, int Update = 0)
{
    // The counter of a block of four words is (block, update, epoch, purpose); the key is the seed.
    internal (uint Block, uint Update, uint Epoch, uint Purpose) CounterOf(uint block) => (block, (uint)Update, (uint)Epoch, (uint)Purpose);

    /// <summary>Four random words: elements 4·<paramref name="block"/> to 4·<paramref name="block"/> + 3 of the stream.</summary>
    public (uint X, uint Y, uint Z, uint W) Words(uint block) => Philox.Block(CounterOf(block), ((uint)Seed, (uint)(Seed >> 32)));

    /// <summary>A random permutation of 0 … <paramref name="count"/> − 1 (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            (uint x, uint y, _, _) = Words((uint)i);
            int other = (int)Math.BigMul(((ulong)y << 32) | x, (ulong)i + 1, out _); // ⌊u · (i + 1) / 2⁶⁴⌋, biased by less than 2⁻⁴⁰
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
