using Grokking.Coders;
using Grokking.Coders.Tensors;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tests.Compression;

namespace Grokking.Tests.Coders;

/// <summary>A network of which only tensors and a loss are known.</summary>
public class ForeignNetworkTests
{
    private static CheckpointToCode Input(ToyNetwork toy) => new() { Weights = toy.Weights, Scorer = toy, Epsilons = [1, 0.25], Seed = 1 };

    [Fact]
    public void Its_tensors_come_back_within_the_bound()
    {
        ToyNetwork toy = ToyNetwork.Small();
        double loss = toy.ScoreTrain([toy.Weights])[0].Loss;
        foreach (CodedNetwork coded in CheckpointCoders.Create(CoderKind.Tensor).Code(Input(toy)))
        {
            DecodedNetwork decoded = CodedNetworkDecoder.Decode(coded.Container);
            Assert.Equal(toy.Weights.Layout.Parameters.Select(each => each.Shape), decoded.Weights!.Layout.Parameters.Select(each => each.Shape));
            Weights named = new(toy.Weights.Layout, decoded.Weights.Values);
            Assert.Equal(coded.Distortion, Math.Abs(toy.ScoreTrain([named])[0].Loss - loss), 1e-6);
            Assert.True(coded.Distortion < coded.Epsilon);
            Assert.Equal(0, decoded.Modulus);
            Assert.Throws<InvalidOperationException>(() => decoded.Score([new(0, 0, 0)]));
        }
    }

    [Fact]
    public void It_is_coded_in_fewer_bytes_than_by_the_published_procedure()
    {
        ToyNetwork toy = ToyNetwork.Small();
        Measurement published = new CheckpointMeasurer(new Bzip2Coder()).Measure(toy.Weights, 1, toy, new() { Epsilons = [1, 0.25] }, 1);
        foreach ((CodedNetwork coded, EpsilonMeasurement measured) in CheckpointCoders.Create(CoderKind.Tensor).Code(Input(toy)).Zip(published.Epsilons))
        {
            Assert.InRange(coded.Bytes, 1, 0.9 * measured.Bytes);
        }
    }

    [Fact]
    public void The_other_coders_fall_back_on_it()
    {
        CodedNetwork coded = CheckpointCoders.Create(CoderKind.Fourier).Code(Input(ToyNetwork.Small()))[0];
        Assert.Contains("unknown", coded.Fallback);
    }

    [Fact]
    public void Unused_positions_and_key_biases_of_ours_are_not_coded()
    {
        Transformer network = new(CodedExample.Transformer, CodedExample.Modulus);
        IReadOnlyList<CodedTensor> coded = CodedTensor.Of(network.Layout, CodedExample.Transformer);
        Assert.Equal(4, coded[1].Rows);
        Assert.Equal(network.Layout.Parameters.Count - 1, coded.Count);
        Assert.Equal(network.Layout.Parameters.Count, CodedTensor.Of(network.Layout, null).Count);
    }
}
