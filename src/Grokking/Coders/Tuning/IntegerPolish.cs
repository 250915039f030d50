using Grokking.Coders.Containers;
using Grokking.Coders.Quantizing;
using Grokking.Theory;

namespace Grokking.Coders.Tuning;

/// <summary>
/// Tries what gradients cannot: another bin, a neuron or direction less, a whole number one nearer to zero or further from it; each change that makes the bound (Eqn 4) smaller while the loss
/// stays in the ball is kept. Length is reckoned in parts of a bit, as bytes would hide most of what a change does.
/// </summary>
/// <param name="function">The function on the training split.</param>
/// <param name="container">Writes a network.</param>
/// <param name="offer">Sees what was kept, with its loss and number of right answers.</param>
/// <param name="cancellation">Observed before each change.</param>
internal sealed class IntegerPolish(TuningFunction function, Func<CompactNetwork, byte[]> container, Action<CompactNetwork, double, int> offer, CancellationToken cancellation)
{
    private static readonly int[] OtherBins = [-2, -1, 1, 2];

    private CompactNetwork best = null!;
    private Func<double, bool> isInBall = null!;
    private double least;
    private double aside; // bits of the container that are not the integers'
    private int left;
    private double reached; // which part of the numbers has been gone through, so that the next run goes on from there

    /// <summary>How many changes were looked at and not kept, in all runs.</summary>
    public int Discarded { get; private set; }

    /// <summary>Improves a network as long as something does, or until so many changes have been tried.</summary>
    /// <param name="start">The network.</param>
    /// <param name="most">How many changes.</param>
    /// <param name="inBall">Whether a loss is near enough.</param>
    public CompactNetwork Run(CompactNetwork start, int most, Func<double, bool> inBall)
    {
        (best, left, least, isInBall) = (start, most, double.PositiveInfinity, inBall);
        aside = (8.0 * container(start).Length) - BlockStream.Length(start.Corners());
        Try(start);
        Sort();
        foreach (CompactNetwork turned in FrequencyTurn.All(best))
        {
            Try(turned);
        }

        double before;
        do
        {
            before = least;
            Bins();
            Removals();
            Values();
            Sort();
        }
        while (least < before && left > 0);

        return best;
    }

    private void Bins()
    {
        for (int block = 0; block < best.Blocks.Count; block++)
        {
            if (!best.Blocks[block].AsSpan().ContainsAnyExcept(0))
            {
                continue;
            }

            int now = best.Steps[block];
            foreach (int step in OtherBins.Select(each => now + each).Where(each => Math.Abs(each) <= StepGrid.Last))
            {
                int[] steps = [.. best.Steps];
                steps[block] = step;
                Try(best with { Steps = steps });
            }
        }
    }

    private void Removals()
    {
        for (int neuron = best.Neurons - 1; neuron >= 0; neuron--)
        {
            int gone = neuron;
            Try(Cleared((block, row, column) => (CompactNetwork.HasNeuronRows(best.Shape, block) && row == gone) || (block == best.Shape.HiddenBias && column == gone)));
        }

        for (int direction = best.Directions - 1; direction >= 0; direction--)
        {
            int gone = direction;
            Try(Cleared((block, _, column) => CompactNetwork.HasDirections(best.Shape, block) && column == gone));
        }
    }

    private void Values()
    {
        (int Block, int Place)[] places = [.. best.Blocks.SelectMany((values, block) => Enumerable.Range(0, values.Length).Where(i => values[i] != 0).Select(i => (block, i)))];
        int begun = (int)(reached * places.Length);
        int done = 0;
        for (; done < places.Length && left > 0; done++)
        {
            (int block, int place) = places[(begun + done) % places.Length];
            float value = best.Blocks[block][place];
            if (value != 0)
            {
                _ = Try(With(block, place, 0)) || (MathF.Abs(value) > 1 && Try(With(block, place, value - MathF.Sign(value)))) || Try(With(block, place, value + MathF.Sign(value)));
            }
        }

        reached = places.Length == 0 ? 0 : (double)(begun + done) % places.Length / places.Length;
    }

    private void Sort()
    {
        (int[] directions, int[] neurons) = best.InUse(best.Blocks);
        if (directions.Length > 0 && neurons.Length > 0)
        {
            Try(new(best.Shape, directions.Length, neurons.Length, best.Steps, best.Select(best.Blocks, directions, neurons)));
        }
    }

    private bool Try(CompactNetwork changed)
    {
        if (left-- <= 0)
        {
            return false;
        }

        cancellation.ThrowIfCancellationRequested();
        double bits = aside + BlockStream.Length(changed.Corners());
        if (GeneralizationBound.Of(bits, 0, function.Count) >= least)
        {
            return false; // too long, whatever its errors are
        }

        (double loss, int right) = function.Score(changed);
        double bound = GeneralizationBound.Of(bits, 1 - ((double)right / function.Count), function.Count);
        if (!(bound < least) || !isInBall(loss))
        {
            Discarded++;
            return false;
        }

        (best, least) = (changed, bound);
        offer(changed, loss, right);
        return true;
    }

    private CompactNetwork With(int block, int place, float value)
    {
        float[][] blocks = [.. best.Blocks];
        blocks[block] = [.. blocks[block]];
        blocks[block][place] = value;
        return best with { Blocks = blocks };
    }

    private CompactNetwork Cleared(Func<int, int, int, bool> isGone) => best with
    {
        Blocks = [.. best.Blocks.Select((values, block) => (float[])[.. values.Select((value, i) => isGone(block, i / best.Sizes[block].Columns, i % best.Sizes[block].Columns) ? 0 : value)])],
    };
}
