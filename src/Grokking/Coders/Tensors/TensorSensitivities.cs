using Grokking.Coders.Quantizing;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>
/// How much each weight of a network of ours matters, as it is and in the directions of its matrix's singular vectors: the mean over equations of |∂logits / ∂value|², from random probes.
/// Trained matrices lie along what comes in, so that a direction matters far more or less than its weights' mean.
/// </summary>
internal static class TensorSensitivities
{
    private const int Probes = 8;
    private const int MostEquations = 1024;
    private const int Disturbances = 3;
    private const double Vital = 1; // nats that a network loses without a tensor

    /// <summary>One for each parameter.</summary>
    /// <param name="input">With a known network.</param>
    public static IReadOnlyList<SensitiveTensor> Of(CheckpointToCode input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        IReadOnlyList<Parameter> parameters = input.Weights.Layout.Parameters;
        (int Rows, int Columns)[] shapes = [.. parameters.Select(SensitiveTensor.RowsAndColumns)];
        Tensor[] values = [.. shapes.Select((shape, i) => torch.tensor(input.Weights[i].ToArray(), shape.Rows, shape.Columns))];
        GradientMoments[] moments = [.. GradientsOf(input.Weights, input.Network!, input.Seed)
            .Select((gradients, i) => GradientMoments.Of(torch.stack([.. gradients.Select(each => torch.tensor(each, shapes[i].Rows, shapes[i].Columns))])))];
        IReadOnlyList<GradientMoments> raised = AtLeast(moments, values, input, input.Scorer.ScoreSample([input.Weights])[0].Loss);
        return [.. parameters.Select((parameter, i) => SensitiveTensor.Of(parameter, values[i], raised[i]))];
    }

    // Of each parameter the gradients of all probes, one probe a row, scaled so that their squares add up to the mean over probes and equations.
    private static IReadOnlyList<float[][]> GradientsOf(Weights weights, NetworkToCode network, ulong seed)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Equation[] sample = [.. network.Train.Take(MostEquations)];
        Tensor a = torch.tensor([.. sample.Select(each => (long)each.A)], 1, sample.Length, dtype: torch.ScalarType.Int64);
        Tensor b = torch.tensor([.. sample.Select(each => (long)each.B)], 1, sample.Length, dtype: torch.ScalarType.Int64);
        using EnsembleTensors ensemble = EnsembleTensors.Stack([weights], torch.CPU);
        foreach (Tensor tensor in ensemble.Tensors)
        {
            tensor.requires_grad_(true);
        }

        using IDisposable gradients = torch.enable_grad();
        Tensor logits = Networks.Create(network.Architecture, network.Modulus).Bind(ensemble.Tensors)(a, b);
        float[][][] all = [.. weights.Layout.Parameters.Select(_ => new float[Probes][])];
        for (int probe = 0; probe < Probes; probe++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            IList<Tensor> found = torch.autograd.grad([logits], [.. ensemble.Tensors], [LogitProbe.Draw(seed, probe, logits.shape)], retain_graph: true);
            for (int i = 0; i < all.Length; i++)
            {
                all[i][probe] = found[i].detach().Times(1 / Math.Sqrt(Probes * sample.Length)).contiguous().data<float>().ToArray();
            }
        }

        return all;
    }

    // A saturated softmax feels no small change of its scores, and loses everything with all of them: a tensor without which the network fails counts for at least as much, as a whole, as
    // others of the kind. Two may be able to stand for each other, as a query's kernel and bias: so the least vital leave first, and stay away. And what can leave may still not be disturbed: attention keeps
    // away from ∘ by a large row of it, which no other may take the place of.
    private static IReadOnlyList<GradientMoments> AtLeast(IReadOnlyList<GradientMoments> moments, Tensor[] parameters, CheckpointToCode input, double loss)
    {
        double[] changes = [.. Enumerable.Range(0, moments.Count).Select(i => ChangeWithout([.. input.Weights.Values], i))];
        float[] remaining = [.. input.Weights.Values];
        foreach (int i in Enumerable.Range(0, changes.Length).OrderBy(i => changes[i]).ToArray())
        {
            float[] before = [.. remaining];
            double together = ChangeWithout(remaining, i);
            changes[i] = Math.Max(changes[i], together);
            remaining = together > Vital ? before : remaining;
        }

        for (int i = 0; i < changes.Length; i++)
        {
            int count = input.Weights.Layout.Parameters[i].Count;
            changes[i] = Math.Max(changes[i], ChangeOfDisturbed(input.Weights.Layout.OffsetOf(i), count, i));
        }

        double[] predicted = [.. moments.Select((own, i) => own.HarmOf(parameters[i], 0, (int)parameters[i].shape[0]))];
        double[] vital = [.. predicted.Where((_, i) => changes[i] > Vital).Order()];
        double expected = vital.Length > 0 ? vital[vital.Length / 2] : 0;
        GradientMoments[] raised = [.. moments.Select((own, i) => own.Times(Factor(predicted[i], expected * Math.Min(changes[i] / Vital, 1))))];
        if (input.Network is { Architecture.Kind: NetworkKind.Transformer, Modulus: int modulus })
        {
            // The same of the two tokens that are in every equation.
            int width = input.Weights.Layout.Parameters[0].Shape[1];
            foreach (int row in (int[])[modulus, modulus + 1])
            {
                float[] without = [.. input.Weights.Values];
                without.AsSpan(row * width, width).Clear();
                double change = Enumerable.Range(0, Disturbances).Max(i => ChangeOfDisturbed(row * width, width, (row * Disturbances) + i));
                double least = expected * Math.Min(Math.Max(ChangeOf(without), change) / Vital, 1);
                if (Factor(raised[0].HarmOf(parameters[0], row, 1), least) is > 1 and double factor)
                {
                    raised[0] = raised[0].WithRaised(row, factor);
                }
            }
        }

        return raised;

        double ChangeWithout(float[] values, int index)
        {
            Weights changed = new(input.Weights.Layout, values);
            changed[index].Clear();
            return ChangeOf(values);
        }

        // By numbers as large as its own.
        double ChangeOfDisturbed(int first, int count, int draw)
        {
            float[] values = [.. input.Weights.Values];
            Span<float> own = values.AsSpan(first, count);
            double square = 0;
            foreach (float each in own)
            {
                square += (double)each * each;
            }

            Gaussian.AddScaled(new DrawStream(input.Seed, Purpose.Sensitivity, Epoch: Probes + draw), 0, own.ToArray(), (float)Math.Sqrt(square / Math.Max(count, 1)), own);
            return ChangeOf(values);
        }

        double ChangeOf(float[] values)
        {
            Weights changed = new(input.Weights.Layout, values);
            double change = Math.Abs(input.Scorer.ScoreSample([changed])[0].Loss - loss);
            return double.IsFinite(change) ? change : double.MaxValue;
        }
    }

    private static double Factor(double predicted, double least) => predicted > 0 && predicted < least ? least / predicted : 1;
}
