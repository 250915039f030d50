using Grokking.Coders.Containers;
using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Runs;

namespace Grokking.Coders.Tensors;

/// <summary>Codes a network tensor by tensor: of each the bin and the form that the rate–distortion search finds.</summary>
internal sealed class TensorCoder : ICheckpointCoder
{
    /// <inheritdoc/>
    public CoderKind Kind => CoderKind.Tensor;

    /// <inheritdoc/>
    public IReadOnlyList<CodedNetwork> Code(CheckpointToCode input, CancellationToken cancellation = default)
    {
        double loss = CoderInput.Check(input);
        input = FoldedPositions.Of(input);
        Weights weights = input.Weights;
        ContainerHeader header = new(CoderKind.Tensor, input.Network?.Modulus ?? 0, input.Network?.Architecture);
        IReadOnlyList<CodedTensor> coded = CodedTensor.Of(weights.Layout, header.Architecture);
        IReadOnlyList<SensitiveTensor> sensitivities = input.Network is null ? LossSensitivities.Of(weights, input.Scorer, loss) : TensorSensitivities.Of(input);
        IReadOnlyList<Part> parts = TensorParts.Of(coded, sensitivities);
        RateDistortionSearch search = Calibration.Search(
            parts,
            quantized => input.Scorer.ScoreTrain([Assemble(weights, coded, quantized)])[0].Loss,
            quantized => input.Scorer.ScoreSample([Assemble(weights, coded, quantized)])[0].Loss,
            loss,
            Calibration.Middle(input.Epsilons),
            cancellation);
        SmallestContainers smallest = new(CoderKind.Tensor, loss, input.Epsilons, (decoded, onTrain) => Score(input, (DecodedTensors)decoded, onTrain));
        foreach (double epsilon in input.Epsilons.OrderDescending())
        {
            if (search.Smallest(epsilon) is { } point)
            {
                smallest.Offer(TensorContainer.Write(header, weights.Layout, point.Parts));
            }
        }

        foreach (byte[] exact in smallest.IsComplete ? [] : Exact(header, weights))
        {
            smallest.Offer(exact);
        }

        return smallest.All();
    }

    // The finest bins there are, for a bound that nothing coarser meets.
    private static IEnumerable<byte[]> Exact(ContainerHeader header, Weights weights)
    {
        foreach (int step in (int[])[-80, -64, -48, -100])
        {
            yield return TensorContainer.Write(header, weights.Layout, [.. CodedTensor.Of(weights.Layout, header.Architecture).Select(each => Rounded(weights, each, step))]);
        }
    }

    private static QuantizedPart Rounded(Weights weights, CodedTensor tensor, int step)
    {
        float bin = StepGrid.Step(step);
        int[] values = [.. weights[tensor.Index][..(tensor.Rows * tensor.Columns)].ToArray().Select(each => (int)Math.Clamp(Math.Round((double)each / bin), -Entropy.MagnitudeModels.Largest, Entropy.MagnitudeModels.Largest))];
        return new(0, [new(step, new(tensor.Rows, tensor.Columns, values))]);
    }

    // Parts that are not quantised are as they are.
    private static Weights Assemble(Weights weights, IReadOnlyList<CodedTensor> coded, IReadOnlyList<QuantizedPart?> parts)
    {
        Weights assembled = new(weights.Layout, new float[weights.Layout.Count]);
        foreach ((CodedTensor tensor, QuantizedPart? part) in coded.Zip(parts))
        {
            ReadOnlySpan<float> values = part is null ? weights[tensor.Index][..(tensor.Rows * tensor.Columns)] : TensorParts.Values(part);
            values.CopyTo(assembled[tensor.Index]);
        }

        return assembled;
    }

    // A scorer of an unknown network knows its tensors by name.
    private static Score Score(CheckpointToCode input, DecodedTensors decoded, bool onTrain)
    {
        Weights named = new(input.Weights.Layout, decoded.Weights.Values);
        return (onTrain ? input.Scorer.ScoreTrain([named]) : input.Scorer.ScoreTest([named]))[0];
    }
}
