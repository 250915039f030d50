using Grokking.Coders.Quantizing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tuning;

/// <summary>
/// Trains the whole numbers of a reduced network for fewer bits while its loss stays in the ball: Adam on
/// <code>
/// L(θ̂) + λ Σ rate(x)        θ̂ = Δ round(x), its gradient taken as that of x (Bengio et al. 2013)
/// </code>
/// where λ rises while the loss is below the one that is to be held and falls else, so that the search presses for bits there; below the ball the loss is to rise.
/// </summary>
internal sealed class BallTuner
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.98f;
    private const float AdamEpsilon = 1e-8f;
    private const double Up = 1.02;
    private const double Down = 0.95;
    private const double LeastLambda = 1e-7;
    private const double LargestLambda = 3e-2;
    private const double Edge = 0.96; // of ε, how far from L(θ) the loss is held at most
    private const int CostsEvery = 20;
    private const int CompactEvery = 100;
    private const int OfferEvery = 5;

    private readonly TuningFunction function;
    private readonly double loss;
    private readonly float rate;
    private double lambda;
    private readonly float[]?[] costs;
    private float[][] first;
    private float[][] second;
    private CompactNetwork network;
    private int updates;

    /// <summary>Begins at a network.</summary>
    /// <param name="start">In bins, rounded or not; stays as it is.</param>
    /// <param name="function">Its function on the training split.</param>
    /// <param name="loss">L(θ), nats.</param>
    /// <param name="settings">How.</param>
    public BallTuner(CompactNetwork start, TuningFunction function, double loss, TuningSettings settings)
    {
        (network, this.function, this.loss, rate, lambda) = (start with { Blocks = [.. start.Blocks.Select(each => (float[])each.Clone())] }, function, loss, settings.LearningRate, settings.Lambda);
        costs = new float[start.Blocks.Count][];
        first = [.. start.Blocks.Select(each => new float[each.Length])];
        second = [.. start.Blocks.Select(each => new float[each.Length])];
    }

    private CompactNetwork Rounded => network with { Blocks = [.. network.Blocks.Select(Rounding)] };

    /// <summary>Goes on for some updates.</summary>
    /// <param name="count">How many updates.</param>
    /// <param name="epsilon">ε of the ball that it stays in, nats.</param>
    /// <param name="target">The loss that it holds, as far as that is in the ball, nats.</param>
    /// <param name="offer">Sees networks on the way, with their loss and number of right answers.</param>
    /// <param name="cancellation">Observed before each update.</param>
    public void Run(int count, double epsilon, double target, Action<CompactNetwork, double, int> offer, CancellationToken cancellation)
    {
        (double least, double held) = (loss - (Edge * epsilon), Math.Clamp(target, loss - (Edge * epsilon), loss + (Edge * epsilon)));
        for (int i = 0; i < count; i++, updates++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (updates > 0 && updates % CompactEvery == 0)
            {
                Compact();
            }

            Update(least, held, updates % OfferEvery == 0 ? offer : null);
        }
    }

    private void Update(double least, double held, Action<CompactNetwork, double, int>? offer)
    {
        CompactNetwork rounded = Rounded;
        if (updates % CostsEvery == 0)
        {
            for (int i = 0; i < costs.Length; i++)
            {
                costs[i] = RatePressure.Costs(rounded.Blocks[i], network.Sizes[i].Rows, network.Sizes[i].Columns);
            }
        }

        using DisposeScope scope = torch.NewDisposeScope();
        Tensor[] leaves = [.. Enumerable.Range(0, rounded.Blocks.Count).Select(i => rounded.Values(i).requires_grad_(true))];
        Tensor logits = function.Logits(leaves);
        Tensor answers = function.LogProbabilities(logits);
        double now = TuningFunction.Loss(answers);
        IList<Tensor> gradients = torch.autograd.grad([answers.mean().neg()], leaves);
        offer?.Invoke(rounded, now, function.Right(logits));
        float sign = now < least ? -1 : 1;
        for (int i = 0; i < leaves.Length; i++)
        {
            Step(i, gradients[i].contiguous().data<float>().ToArray(), sign * StepGrid.Step(network.Steps[i]));
        }

        lambda = Math.Clamp(lambda * (now > held ? Down : Up), LeastLambda, LargestLambda);
    }

    private void Step(int block, float[] gradient, float scale)
    {
        (float[] values, float[] m, float[] v, float[] cost) = (network.Blocks[block], first[block], second[block], costs[block]!);
        float size = rate / (1 - MathF.Pow(Beta1, updates + 1));
        float correction = 1 / MathF.Sqrt(1 - MathF.Pow(Beta2, updates + 1));
        float price = (float)lambda;
        for (int i = 0; i < values.Length; i++)
        {
            float g = (gradient[i] * scale) + (price * RatePressure.Slope(values[i], cost[i]));
            m[i] = (m[i] * Beta1) + (g * (1 - Beta1));
            v[i] = (v[i] * Beta2) + (g * g * (1 - Beta2));
            values[i] -= size * m[i] / ((MathF.Sqrt(v[i]) * correction) + AdamEpsilon);
        }
    }

    // Directions and neurons that nothing is left of are not coming back, and those that cost most go to the front.
    private void Compact()
    {
        (int[] directions, int[] neurons) = network.InUse(Rounded.Blocks);
        if (directions.Length == 0 || neurons.Length == 0)
        {
            return;
        }

        (float[][] blocks, first, second) = (network.Select(network.Blocks, directions, neurons), network.Select(first, directions, neurons), network.Select(second, directions, neurons));
        network = new(network.Shape, directions.Length, neurons.Length, network.Steps, blocks);
        for (int i = 0; i < costs.Length; i++)
        {
            costs[i] = RatePressure.Costs(Rounding(blocks[i]), network.Sizes[i].Rows, network.Sizes[i].Columns);
        }
    }

    private static float[] Rounding(float[] values) => Array.ConvertAll(values, each => MathF.CopySign(MathF.Floor(MathF.Abs(each) + 0.5f), each));
}
