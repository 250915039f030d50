using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training;
using TorchSharp;

namespace Grokking.Tests.Training;

public class OptimizerTests
{
    [Fact]
    public void AdamW_is_that_of_libtorch()
    {
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, 0, 1) with { WeightDecay = 0.7, LearningRate = 3e-3 };
        const int Count = 37; // not a multiple of a vector
        float[] ours = Normal(Count, 0);
        float[] first = new float[Count];
        float[] second = new float[Count];
        using var theirs = new TorchSharp.Modules.Parameter(torch.tensor(ours));
        var optimizer = torch.optim.AdamW([theirs], lr: 3e-3, beta1: 0.9, beta2: 0.98, eps: 1e-8, weight_decay: 0.7);
        for (int update = 1; update <= 20; update++)
        {
            float[] gradient = Normal(Count, update);
            theirs.grad = torch.tensor(gradient);
            optimizer.step();
            Assert.True(new AdamW(run, update).Step(ours, gradient, first, second));
        }

        float[] expected = theirs.detach().data<float>().ToArray();
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal(expected[i], ours[i], 1e-5));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    public void AdamW_tells_when_a_weight_is_no_longer_finite(int where)
    {
        float[] gradient = new float[17];
        gradient[where] = float.NaN;
        AdamW step = new(Paper.Run(Operation.Add, Method.None, 0, 1), 1);
        Assert.False(step.Step(new float[17], gradient, new float[17], new float[17]));
        Assert.True(step.Step(new float[17], new float[17], new float[17], new float[17]));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(10)]
    public void The_norm_cutoff_gradient_is_that_of_autograd(double cutoff)
    {
        float[] weights = Normal(50, 3);
        float[] gradient = new float[50];
        NormCutoffGradient.AddTo(weights, cutoff, gradient);

        using torch.Tensor w = torch.tensor(weights).requires_grad_(true);
        torch.Tensor average = w.norm() / 50;
        torch.Tensor penalty = (average - cutoff).clamp(min: 0).square();
        float[] expected = torch.autograd.grad([penalty], [w])[0].data<float>().ToArray();
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(expected[i], gradient[i], 1e-6));
    }

    private static float[] Normal(int count, int which)
    {
        float[] values = new float[count];
        Gaussian.Fill(new DrawStream(5, Purpose.WeightNoise, which), values);
        return values;
    }
}
