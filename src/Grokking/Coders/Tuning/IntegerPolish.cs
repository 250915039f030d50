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
/// <param name="isInBall">Whether a loss is near enough.</param>
/// <param name="offer">Sees what was kept, with its loss and number of right answers.</param>
/// <param name="cancellation">Observed before each change.</param>
internal sealed class IntegerPolish(TuningFunction function, Func<CompactNetwork, byte[]> container, Func<double, bool> isInBall, Action<CompactNetwork, double, int> offer, CancellationToken cancellation)
{
    private static readonly int[] OtherBins = [-2, -1, 1, 2];

    private CompactNetwork best = null!;
    private double least;
    private double aside; // bits of the container that are not the integers'
    private int left;

    /// <summary>Improves a network as long as something does, or until so many changes have been tried.</summary>
    public CompactNetwork Run(CompactNetwork start, int most)
    {
        (best, left, least) = (start, most, double.PositiveInfinity);
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
        for (int block = 0; block < best.Blocks.Count; block++)
        {
            for (int i = 0; i < best.Blocks[block].Length && left > 0; i++)
            {
                float value = best.Blocks[block][i];
                if (value != 0)
                {
                    _ = Try(With(block, i, 0)) || (MathF.Abs(value) > 1 && Try(With(block, i, value - MathF.Sign(value)))) || Try(With(block, i, value + MathF.Sign(value)));
                }
            }
        }
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
            return false;
        }

        (double loss, int right) = function.Score(changed);
        double bound = GeneralizationBound.Of(bits, 1 - ((double)right / function.Count), function.Count);
        if (!(bound < least) || !isInBall(loss))
        {
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
