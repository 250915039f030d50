using Grokking.Coders;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Tests.Coders;

public class CheckpointCodersTests
{
    private static readonly CoderKind[] Kinds = [CoderKind.Tensor, CoderKind.Gauge, CoderKind.Fourier];
    private static readonly Architecture TwoLayers = CodedExample.Transformer with { Layers = 2 };
    private static readonly Architecture Perceptron = CodedExample.Transformer with { Kind = NetworkKind.Mlp, Layers = 2 };

    public static TheoryData<string> Networks => ["one layer", "two layers", "perceptron"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_decoder_alone_gives_the_loss_that_was_promised(string network)
    {
        CheckpointToCode input = CodedExample.Of(Named(network));
        double loss = input.Scorer.ScoreTrain([input.Weights])[0].Loss;
        foreach (CodedNetwork coded in CheckpointCoders.Code(Kinds, input).SelectMany(each => each))
        {
            DecodedNetwork decoded = CodedNetworkDecoder.Decode(coded.Container);
            Score train = decoded.Score(input.Network!.Train);
            Assert.Equal(coded.Train.Loss, train.Loss, 1e-6);
            Assert.Equal(coded.Train.Accuracy, train.Accuracy, 1e-9);
            Assert.Equal(coded.Test.Loss, decoded.Score(input.Network.Test).Loss, 1e-6);
            Assert.Equal(coded.Distortion, Math.Abs(train.Loss - loss), 1e-6);
            Assert.True(coded.Distortion < coded.Epsilon);
            Assert.Equal(CodedExample.Modulus, decoded.Modulus);
        }
    }

    [Fact]
    public void Equal_input_gives_equal_bytes()
    {
        byte[][] once = [.. CheckpointCoders.Code(Kinds, CodedExample.Of(CodedExample.Transformer)).SelectMany(each => each.Select(coded => coded.Container))];
        byte[][] again = [.. CheckpointCoders.Code(Kinds, CodedExample.Of(CodedExample.Transformer)).SelectMany(each => each.Select(coded => coded.Container))];
        Assert.Equal(once, again);
    }

    [Fact]
    public void A_coder_by_itself_finds_what_it_finds_among_others()
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer);
        IReadOnlyList<IReadOnlyList<CodedNetwork>> together = CheckpointCoders.Code(Kinds, input);
        foreach ((CoderKind kind, IReadOnlyList<CodedNetwork> found) in Kinds.Zip(together))
        {
            Assert.Equal(found.Select(each => each.Container), CheckpointCoders.Create(kind).Code(input).Select(each => each.Container));
        }
    }

    [Fact]
    public void A_larger_bound_never_has_a_longer_container_and_a_coder_that_knows_more_neither()
    {
        IReadOnlyList<IReadOnlyList<CodedNetwork>> found = CheckpointCoders.Code(Kinds, CodedExample.Of(CodedExample.Transformer, seed: 2));
        foreach (IReadOnlyList<CodedNetwork> coder in found)
        {
            Assert.Equal(coder.Select(each => each.Bytes).Order(), coder.Select(each => each.Bytes));
        }

        for (int i = 0; i < CodedExample.Epsilons.Length; i++)
        {
            Assert.True(found[1][i].Bytes <= found[0][i].Bytes);
            Assert.True(found[2][i].Bytes <= found[1][i].Bytes);
        }
    }

    [Theory]
    [InlineData("two layers")]
    [InlineData("three layers")]
    [InlineData("perceptron")]
    public void Several_layers_and_perceptrons_have_a_reduced_form_that_is_smaller_than_their_tensors(string network)
    {
        CheckpointToCode input = CodedExample.Of(Named(network), epsilons: [0.5]);
        IReadOnlyList<IReadOnlyList<CodedNetwork>> found = CheckpointCoders.Code([CoderKind.Tensor, CoderKind.Gauge], input);
        CodedNetwork coded = found[1][0];
        Assert.Null(coded.Fallback);
        Assert.Equal((CoderKind.Gauge, CoderKind.Gauge), (coded.Coder, CodedNetworkDecoder.Decode(coded.Container).Coder));
        Assert.InRange(coded.Bytes, 1, found[0][0].Bytes - 1);
    }

    [Fact]
    public void An_unknown_network_is_coded_tensor_by_tensor_and_says_so()
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer, epsilons: [0.5]) with { Network = null };
        CodedNetwork coded = CheckpointCoders.Create(CoderKind.Gauge).Code(input)[0];
        Assert.Equal("the network is unknown: coded tensor by tensor", coded.Fallback);
        Assert.Equal(CoderKind.Gauge, coded.Coder);
        Assert.Equal(CoderKind.Tensor, CodedNetworkDecoder.Decode(coded.Container).Coder);
    }

    [Fact]
    public void Weights_of_no_loss_are_refused()
    {
        CheckpointToCode input = CodedExample.Of(CodedExample.Transformer);
        input.Weights.Values[3] = float.NaN;
        Assert.Throws<ArgumentException>(() => CheckpointCoders.Create(CoderKind.Gauge).Code(input));
        Assert.Throws<ArgumentException>(() => CheckpointCoders.Create(CoderKind.Tensor).Code(CodedExample.Of(CodedExample.Transformer, epsilons: [])));
    }

    private static Architecture Named(string network) => network switch
    {
        "one layer" => CodedExample.Transformer,
        "two layers" => TwoLayers,
        "three layers" => TwoLayers with { Layers = 3 },
        _ => Perceptron,
    };
}
