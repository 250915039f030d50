using Grokking.Coders;
using Grokking.Coders.Fourier;
using Grokking.Coders.Gauge;
using Grokking.Coders.Tuning;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Theory;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Tests.Coders;

public class FineTuningTests
{
    private static readonly TuningSettings Quick = new() { Updates = 200, LaterUpdates = 40, Changes = 200, Rounds = 1, UpdatesOfRounds = 40 };

    [Theory]
    [InlineData(CoderKind.Gauge)]
    [InlineData(CoderKind.Fourier)]
    public void The_decoder_alone_gives_a_network_inside_the_ball_that_is_no_longer_and_has_no_larger_bound_than_the_checkpoint(CoderKind kind)
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer);
        double loss = input.Scorer.ScoreTrain([input.Weights])[0].Loss;
        IReadOnlyList<CodedNetwork> own = CheckpointCoders.Create(kind).Code(input);

        TunedNetworks tuned = FineTuning.Search(kind, input, own, Quick, null, default);

        Assert.Equal(input.Epsilons, tuned.Networks.Select(each => each.Epsilon));
        Assert.Contains(tuned.Networks, each => each.Fallback is null);
        foreach ((CodedNetwork found, CodedNetwork before) in tuned.Networks.Zip(own))
        {
            DecodedNetwork decoded = CodedNetworkDecoder.Decode(found.Container);
            Score train = decoded.Score(input.Network!.Train);
            Assert.Equal(found.Train.Loss, train.Loss, 1e-6);
            Assert.Equal(found.Test.Loss, decoded.Score(input.Network.Test).Loss, 1e-6);
            Assert.Equal(found.Distortion, Math.Abs(train.Loss - loss), 1e-6);
            Assert.True(found.Distortion < found.Epsilon);
            Assert.True(found.Bytes <= before.Bytes);
            Assert.True(Bound(found) <= Bound(before));
        }

        double Bound(CodedNetwork network) => GeneralizationBound.Of(8.0 * network.Bytes, 1 - network.Train.Accuracy, input.Network!.Train.Count);
    }

    [Fact]
    public void Equal_input_gives_equal_bytes_whatever_the_test_equations_are()
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer, epsilons: [1]);
        CheckpointToCode other = input with { Network = input.Network! with { Test = [.. input.Network.Test.Take(5)] } };
        Assert.Equal(Containers(input), Containers(other));

        static byte[][] Containers(CheckpointToCode of) =>
            [.. FineTuning.Search(CoderKind.Fourier, of, CheckpointCoders.Create(CoderKind.Fourier).Code(of), Quick, null, default).Networks.Select(each => each.Container)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_trained_is_the_function_that_the_container_holds(int order)
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer);
        CompactNetwork network = Start(input, (TokenOrder)order, new() { Directions = 9, Neurons = 14, LargestInBins = 6 });
        using TuningFunction function = new(network.Shape, TuningStart.Score, TuningStart.Score, input.Network!.Train);

        DecodedNetwork decoded = CodedNetworkDecoder.Decode(Container(network));

        Score expected = decoded.Score(input.Network.Train);
        (double loss, int right) = function.Score(network);
        Assert.Equal(expected.Loss, loss, 1e-5);
        Assert.Equal(expected.Accuracy, (double)right / input.Network.Train.Count, 1e-9);
    }

    [Fact]
    public void What_is_seen_on_the_way_are_whole_numbers_and_the_start_stays_as_it_is()
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer);
        CompactNetwork start = Start(input, TokenOrder.Additive, new());
        float[][] before = [.. start.Blocks.Select(each => (float[])each.Clone())];
        using TuningFunction function = new(start.Shape, TuningStart.Score, TuningStart.Score, input.Network!.Train);
        int seen = 0;

        new BallTuner(start, function, 0, new()).Run(20, 10, 0.4, Check, default);
        new IntegerPolish(function, Container, Check, default).Run(start, 60, _ => true);

        Assert.Equal(before, start.Blocks);
        Assert.True(seen > 4);

        void Check(CompactNetwork network, double loss, int right)
        {
            seen++;
            Assert.All(network.Blocks.SelectMany(each => each), each => Assert.Equal(MathF.Round(each), each));
            Score decoded = CodedNetworkDecoder.Decode(Container(network)).Score(input.Network!.Train);
            Assert.Equal(decoded.Loss, loss, 1e-4);
            Assert.Equal(decoded.Accuracy, (double)right / input.Network.Train.Count, 1e-9);
        }
    }

    [Fact]
    public void Frequencies_renamed_are_the_same_network_of_renamed_tokens()
    {
        CompactNetwork network = Start(CodedExample.Of(CodedExample.Transformer), TokenOrder.Additive, new() { LargestInBins = 6 });
        CompactNetwork[] turned = [.. FrequencyTurn.All(network)];

        Assert.Equal(5, turned.Length); // 2 to 6
        foreach ((int i, CompactNetwork each) in turned.Index())
        {
            int unit = i + 2;
            foreach ((int a, int b) in ((int, int)[])[(1, 3), (12, 5), (0, 7)])
            {
                float[] expected = Logits(network, unit * a % CodedExample.Modulus, unit * b % CodedExample.Modulus);
                float[] found = Logits(each, a, b);
                Assert.All(Enumerable.Range(0, CodedExample.Modulus), c => Assert.Equal(expected[unit * c % CodedExample.Modulus], found[c], 2e-3f));
            }
        }
    }

    [Fact]
    public void Rates_rise_with_magnitude_and_what_stands_alone_costs_most()
    {
        float[] costs = RatePressure.Costs([3, 1, 0, 2, 2, 0, 0, 0, 0], 3, 3);
        Assert.True(costs[0] < costs[2]);
        Assert.True(costs[2] < costs[8]);
        Assert.Equal((0, 2, -2), (RatePressure.Slope(0, 2), RatePressure.Slope(0.5f, 2), RatePressure.Slope(-0.5f, 2)));
        Assert.True(RatePressure.Slope(4, 2) > 0);
        Assert.True(RatePressure.Slope(4, 2) < RatePressure.Slope(2, 2));
    }

    [Fact]
    public void What_has_no_form_to_search_in_is_refused_and_a_search_can_be_stopped()
    {
        CheckpointToCode two = CodedExample.Of(CodedExample.Transformer with { Layers = 2 }, epsilons: [1]);
        Assert.Equal("a transformer of 2 layers", FineTuning.Unfit(two.Network));
        Assert.Throws<ArgumentException>(() => FineTuning.Search(CoderKind.Gauge, two, []));
        CheckpointToCode one = CodedExample.Of(CodedExample.Transformer, epsilons: [1]);
        Assert.Throws<ArgumentException>(() => FineTuning.Search(CoderKind.Tensor, one, []));
        Assert.Throws<OperationCanceledException>(() => FineTuning.Search(CoderKind.Gauge, one, [], cancellation: new(canceled: true)));
    }

    private static CompactNetwork Start(CheckpointToCode input, TokenOrder order, TuningSettings settings)
    {
        ReducedTransformer reduced = Reduction.Of(input.Weights, input.Network!.Architecture, input.Network.Modulus);
        CompactNetwork start = TuningStart.Of(reduced, input.Network.Architecture, order, settings);
        return start with { Blocks = [.. start.Blocks.Select(values => Array.ConvertAll(values, MathF.Round))] };
    }

    private static byte[] Container(CompactNetwork network) =>
        GaugeContainer.Write(network.Shape.Order == TokenOrder.None ? CoderKind.Gauge : CoderKind.Fourier, new(network.Shape, [], [TuningStart.Score], [TuningStart.Score]), network.Quantized());

    private static float[] Logits(CompactNetwork network, long a, long b)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable none = torch.no_grad();
        Tensor logits = CodedNetworkDecoder.Decode(Container(network)).Logits(torch.tensor([a], dtype: torch.ScalarType.Int64), torch.tensor([b], dtype: torch.ScalarType.Int64));
        return logits.contiguous().data<float>().ToArray();
    }
}
