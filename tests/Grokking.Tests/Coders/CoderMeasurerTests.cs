using Grokking.Coders;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;

namespace Grokking.Tests.Coders;

public class CoderMeasurerTests
{
    private static readonly RunSpecification Run = Paper.Run(Operation.Div, Method.Ours, seed: 3, epochs: 40) with
    {
        Modulus = 7,
        TrainFraction = 0.5,
        Architecture = new(NetworkKind.Transformer, Layers: 1, Width: 8, Heads: 2, MlpWidth: 12),
    };

    private static readonly Weights Theta = Filled();

    [Fact]
    public void A_coder_is_given_the_network_its_split_and_every_epsilon()
    {
        Copying coder = new();
        CodedMeasurement measured = Assert.Single(CoderMeasurer.Measure(input => [coder.Code(input)], Run, 40, Theta, [2, 1]));
        (Equation[] train, Equation[] test) = new ModularTask(Run.Task, Run.Modulus).Split(Run.TrainFraction, Run.Seed);
        CheckpointToCode input = Assert.Single(coder.Asked);
        Assert.Same(Theta, input.Weights);
        Assert.Equal([2.0, 1], input.Epsilons);
        Assert.Equal((Run.Architecture, Run.Modulus, Run.Seed), (input.Network!.Architecture, input.Network.Modulus, input.Seed));
        Assert.Equal(train, input.Network.Train);
        Assert.Equal(test, input.Network.Test);
        Assert.Equal((40, 2), (measured.Epoch, measured.Sizes.Count));
    }

    [Fact]
    public void Every_number_is_what_its_name_says()
    {
        using RunScorer scorer = new(Run);
        CodedSize size = CoderMeasurer.Measure(input => [new Copying().Code(input)], Run, 40, Theta, [2, 1])[0].Sizes[1];
        Assert.Equal((CoderKind.Tensor, 1.0, 300L, 0.0, "copied"), (size.Coder, size.Epsilon, size.Bytes, size.Distortion, size.Fallback));
        Assert.Equal(scorer.ScoreTrain([Theta])[0], size.CoarseTrain);
        Assert.Equal(scorer.ScoreTest([Theta])[0], size.CoarseTest);
        Assert.Equal(GeneralizationBound.Of(2400, 1 - size.CoarseTrain.Accuracy, scorer.TrainCount), size.GeneralizationBound);
        Assert.Equal(DescriptionLength.Bits(300, size.CoarseTrain.Loss, scorer.TrainCount), size.DescriptionLengthBits);
    }

    [Fact]
    public void The_number_of_training_equations_is_that_of_the_split() => Assert.All(
        from task in Enum.GetValues<Operation>()
        from fraction in (double[])[0.1, 0.3, 0.6]
        select (task, fraction),
        each => Assert.Equal(new ModularTask(each.task, 13).Split(each.fraction, 1).Train.Length, ModularTask.TrainCount(each.task, 13, each.fraction)));

    private static Weights Filled()
    {
        ParameterLayout layout = Networks.Create(Run.Architecture, Run.Modulus).Layout;
        return new(layout, [.. Enumerable.Range(1, layout.Count).Select(i => (float)(0.8 * Math.Sin(i * 1.7)))]);
    }

    /// <summary>A coder whose container is the ε in hundreds of bytes and whose network is θ itself.</summary>
    private sealed class Copying : ICheckpointCoder
    {
        public List<CheckpointToCode> Asked { get; } = [];

        public CoderKind Kind => CoderKind.Tensor;

        public IReadOnlyList<CodedNetwork> Code(CheckpointToCode input, CancellationToken cancellation = default)
        {
            Asked.Add(input);
            Score train = input.Scorer.ScoreTrain([input.Weights])[0];
            Score test = input.Scorer.ScoreTest([input.Weights])[0];
            return [.. input.Epsilons.Select(epsilon => new CodedNetwork(Kind, epsilon, new byte[epsilon == 1 ? 300 : 200], 0, train, test, "copied"))];
        }
    }
}
