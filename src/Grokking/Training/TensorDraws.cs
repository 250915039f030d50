using Grokking.Model;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training;

/// <summary>
/// What members draw in training, drawn on their device: nothing is read from the host and nothing waits. The words are those of <see cref="DrawStream"/>, and so are the permutations; normal
/// numbers are within 4·10⁻⁶ of <see cref="Gaussian"/>'s, as the device's own logarithm, sine and cosine are taken.
/// </summary>
public sealed class TensorDraws : IDisposable
{
    private const double RadialUnit = 1.0 / (1 << 24);
    private const double AngularUnit = 2 * Math.PI / 4294967296;
    private static readonly Tensor Eight = TensorPhilox.Number(8);
    private static readonly Tensor HalfWidth = TensorPhilox.Number(32);
    private static readonly Tensor ForNoise = TensorPhilox.Number((long)Purpose.WeightNoise);
    private static readonly Tensor ForShuffle = TensorPhilox.Number((long)Purpose.Shuffle);

    private readonly TensorPhilox philox;
    private readonly Tensor noiseBlocks;   // (1, n / 4)
    private readonly Tensor places;        // (1, N)
    private readonly Tensor placesAfter;   // (1, N), i + 1
    private readonly List<Tensor> updates = [];
    private readonly int members;
    private readonly int jumps;

    /// <summary>Prepares the draws of an ensemble.</summary>
    /// <param name="seeds">One for each member.</param>
    /// <param name="weights">n, how many normal numbers an update takes; a multiple of <see cref="Gaussian.Group"/>.</param>
    /// <param name="equations">N, how many places a permutation has.</param>
    /// <param name="device">Where to draw.</param>
    public TensorDraws(IReadOnlyList<ulong> seeds, int weights, int equations, torch.Device device)
    {
        members = seeds.Count;
        philox = new(seeds, device);
        noiseBlocks = Range(weights / 4);
        places = Range(equations);
        placesAfter = places.Plus(1L).DetachFromDisposeScope();
        jumps = (int)Math.Ceiling(Math.Log2(Math.Max(2, equations)));

        Tensor Range(int count) => KeptScalar.Range(0, count, torch.ScalarType.Int64, device).unsqueeze(0).DetachFromDisposeScope();
    }

    /// <summary>Standard normal numbers for the weights of every member, in the order of <see cref="Gaussian"/>: 8 cosines and 8 sines of the first two words, then of the last two.</summary>
    /// <param name="epoch">(1, 1), int64.</param>
    /// <param name="update">Within the epoch, from 0.</param>
    /// <returns>(S, n).</returns>
    public Tensor Noise(Tensor epoch, int update)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor x, Tensor y, Tensor z, Tensor w) = philox.Words(noiseBlocks, Update(update), epoch, ForNoise);
        (Tensor cosines, Tensor sines) = BoxMuller(x, y);
        (Tensor moreCosines, Tensor moreSines) = BoxMuller(z, w);
        return torch.stack([Eights(cosines), Eights(sines), Eights(moreCosines), Eights(moreSines)], 2).view(members, -1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The permutation of <see cref="DrawStream.Permutation"/> for every member, without its loop. Fisher and Yates go down from i = N − 1 and exchange places i and tᵢ ≤ i. Let sᵢ be the least m &gt; i
    /// with tₘ = tᵢ, the last exchange before i's at the same target, and uₖ the least m &gt; k with tₘ = k, the last at place k. Then place k holds, when its turn comes, cₖ = c of uₖ, or k if there is
    /// none; and place i ends with c of sᵢ, or tᵢ if there is none. All s and u come from one stable sort by t, and all c by doubling along u.
    /// </summary>
    /// <param name="epoch">(1, 1), int64.</param>
    /// <returns>(S, N), int64.</returns>
    public Tensor Permutations(Tensor epoch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long count = places.shape[1];
        (Tensor x, Tensor y, _, _) = philox.Words(places, Update(0), epoch, ForShuffle);
        Tensor carry = x.mul(placesAfter).bitwise_right_shift(HalfWidth);
        Tensor targets = y.mul(placesAfter).Plus(carry).bitwise_right_shift(HalfWidth);           // ⌊u (i + 1) / 2⁶⁴⌋
        (Tensor sorted, Tensor from) = targets.sort(1, false, true);                              // by target, then by place
        Tensor none = targets.new_zeros([members, 1]).Plus(count);
        Tensor same = sorted.narrow(1, 1, count - 1).eq(sorted.narrow(1, 0, count - 1));
        Tensor next = torch.cat([torch.where(same, from.narrow(1, 1, count - 1), none), none], 1);
        Tensor successors = torch.zeros_like(targets).scatter(1, from, next);                     // s, N for none

        // The first place of each target; what is not first goes to a column that nobody reads.
        Tensor isFirst = torch.cat([torch.ones_like(none).to(torch.ScalarType.Bool), same.logical_not()], 1);
        Tensor firsts = none.expand(members, count + 1).contiguous().scatter(1, torch.where(isFirst, sorted, none), from).narrow(1, 0, count);
        Tensor later = torch.where(firsts.eq(places), successors, firsts);                        // u, N for none
        Tensor contents = torch.where(later.lt(KeptScalar.Of(count)), later, places);
        for (int jump = 0; jump < jumps; jump++)
        {
            contents = contents.gather(1, contents);
        }

        Tensor hasSuccessor = successors.lt(KeptScalar.Of(count));
        return torch.where(hasSuccessor, contents.gather(1, torch.where(hasSuccessor, successors, places)), targets).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        philox.Dispose();
        Array.ForEach([noiseBlocks, places, placesAfter, .. updates], each => each.Dispose());
    }

    private Tensor Update(int update)
    {
        while (updates.Count <= update)
        {
            updates.Add(TensorPhilox.Number(updates.Count));
        }

        return updates[update];
    }

    private static (Tensor Cosines, Tensor Sines) BoxMuller(Tensor radial, Tensor angular)
    {
        Tensor u = radial.bitwise_right_shift(Eight).to(torch.ScalarType.Float32).Plus(1.0).Times(RadialUnit); // in (0, 1]
        Tensor radius = u.log().Times(-2).sqrt();
        Tensor angle = angular.to(torch.ScalarType.Int32).to(torch.ScalarType.Float32).Times(AngularUnit);     // signed, in [−π, π)
        return (radius * angle.cos(), radius * angle.sin());
    }

    private Tensor Eights(Tensor values) => values.view(members, -1, 8);
}
