using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Theory;

namespace Grokking.Tests.Compression;

public class CheckpointMeasurerTests
{
    private static readonly MeasureSettings Settings = new() { Epsilons = [1, 0.25], Evaluations = 40 };

    [Fact]
    public void Equal_inputs_give_equal_measurements()
    {
        Measurement Measure() => Run(ToyNetwork.Small(), seed: 3);
        (Measurement first, Measurement second) = (Measure(), Measure());
        Assert.Equal(first.Epsilons, second.Epsilons);
        Assert.Equal(first with { Epsilons = [] }, second with { Epsilons = [] });
    }

    [Fact]
    public void Every_number_is_what_its_name_says()
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measurement measurement = Run(toy, seed: 3);
        Assert.Equal(17, measurement.Epoch);
        Assert.Equal(toy.ScoreTrain([toy.Weights])[0], measurement.Train);
        Assert.Equal(toy.ScoreTest([toy.Weights])[0], measurement.Test);
        Assert.Equal(new Bzip2Coder().Encode(CoarseNetwork.Unquantized(toy.Weights)).Length, measurement.NaiveBytes);
        Assert.Equal(EffectiveRank.Mean(LowRank.Of(toy.Weights).Spectra.Where(each => each is not null).Select(each => each!.SingularValues)), measurement.EffectiveRank);
        Assert.Equal(Settings.Epsilons, measurement.Epsilons.Select(each => each.Epsilon));
        Assert.Equal(measurement.Epsilons.MinBy(each => each.DescriptionLengthBits)!.Epsilon, measurement.BestEpsilon);
        LowRank lowRank = LowRank.Of(toy.Weights);
        foreach (EpsilonMeasurement each in measurement.Epsilons)
        {
            CoarseNetwork coarse = CoarseNetwork.Of(toy.Weights, lowRank, lowRank.Ranks(each.Tau), each.Delta);
            Assert.Equal(new Bzip2Coder().Encode(coarse).Length, each.Bytes);
            Assert.Equal(toy.ScoreTrain([coarse.ToWeights()])[0], each.CoarseTrain);
            Assert.Equal(toy.ScoreTest([coarse.ToWeights()])[0], each.CoarseTest);
            Assert.Equal(Math.Abs(each.CoarseTrain.Loss - measurement.Train.Loss), each.Distortion, 1e-9);
            Assert.InRange(each.Bytes, 1, each.QuantizedBytes);
            Assert.Equal(GeneralizationBound.Of(8.0 * each.Bytes, 1 - each.CoarseTrain.Accuracy, toy.TrainCount), each.GeneralizationBound);
            Assert.Equal(DescriptionLength.Bits(each.Bytes, each.CoarseTrain.Loss, toy.TrainCount), each.DescriptionLengthBits);
        }
    }

    [Fact]
    public void Every_container_has_the_stated_size_and_decodes_to_the_stated_loss()
    {
        ToyNetwork toy = ToyNetwork.Small();
        (Measurement measurement, IReadOnlyList<byte[]> containers, int evaluations) = new CheckpointMeasurer(new Bzip2Coder()).MeasureAndKeep(toy.Weights, 17, toy, Settings, 3);
        Assert.True(evaluations > 0);
        Assert.Equal(measurement.Epsilons.Select(each => each.Bytes), containers.Select(each => (long)each.Length));
        Assert.Equal(measurement.Epsilons.Select(each => each.CoarseTrain), toy.ScoreTrain([.. containers.Select(each => new Bzip2Coder().Decode(each, toy.Weights.Layout).ToWeights())]));
    }

    [Fact]
    public void The_test_split_is_scored_once_for_theta_and_each_distinct_winner()
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measurement measurement = Run(toy, seed: 3);
        Assert.Equal(1 + measurement.Epsilons.Select(each => (each.Tau, each.Delta)).Distinct().Count(), Assert.Single(toy.TestBatches));
    }

    [Fact]
    public void Without_a_coarse_network_in_reach_the_unchanged_weights_are_the_description()
    {
        Weights weights = ToyNetwork.Small().Weights;
        Measurement measurement = new CheckpointMeasurer(new Bzip2Coder()).Measure(weights, 1, new ConstantScorer(1, later: 50), Settings, 1);
        Assert.All(measurement.Epsilons, each =>
        {
            Assert.Equal((measurement.NaiveBytes, measurement.NaiveBytes), (each.Bytes, each.QuantizedBytes));
            Assert.Equal((0.0, 0.0, 0.0), (each.Delta, each.QuantizedDelta, each.Distortion));
        });
    }

    [Fact]
    public void A_cancelled_measuring_ends()
    {
        CheckpointMeasurer measurer = new(new Bzip2Coder());
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => measurer.Measure(ToyNetwork.Small().Weights, 1, new ConstantScorer(1, 1), Settings, 1, cancelled));
    }

    private static Measurement Run(ToyNetwork toy, ulong seed) => new CheckpointMeasurer(new Bzip2Coder()).Measure(toy.Weights, 17, toy, Settings, seed);
}
