using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace Grokking.Tests.Runs;

public class PaperTests
{
    // Table A.1, and the train fractions and depths that the authors' code sets.
    [Theory]
    [InlineData(Operation.Add, 0.2, 1, 1e-2)]
    [InlineData(Operation.Mul, 0.2, 1, 1e-2)]
    [InlineData(Operation.Sub, 0.3, 2, 1e-3)]
    [InlineData(Operation.Div, 0.3, 2, 1e-3)]
    [InlineData(Operation.SumOfSquares, 0.4, 1, 1e-2)]
    [InlineData(Operation.QuadraticForm, 0.6, 1, 1e-2)]
    public void A_task_decides_fraction_depth_and_noise(Operation task, double fraction, int layers, double noise)
    {
        RunSpecification run = Paper.Run(task, Method.Ours, 3, 10_000);
        Assert.Equal((fraction, layers, noise), (run.TrainFraction, run.Architecture.Layers, run.WeightNoise));
        Assert.Equal(new Architecture(NetworkKind.Transformer, layers, Width: 128, Heads: 4, MlpWidth: 512), run.Architecture);
        Assert.Equal((113, 512, 1e-3, 0.9, 0.98, 1e-8), (run.Modulus, run.BatchSize, run.LearningRate, run.Beta1, run.Beta2, run.AdamEpsilon));
    }

    [Theory]
    [InlineData(Method.None, 0, 0, 0)]
    [InlineData(Method.WeightDecay, 1, 0, 0)]
    [InlineData(Method.Ours, 1, 1e-2, 0.1)]
    public void A_method_decides_the_regularisers(Method method, double decay, double noise, double spectral)
    {
        RunSpecification run = Paper.Run(Operation.Add, method, 3, 10_000);
        Assert.Equal((decay, noise, spectral, 0.0), (run.WeightDecay, run.WeightNoise, run.SpectralEntropy, run.NormCutoff));
    }
}
