using Grokking.Coders.Quantizing;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Tasks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Coders.Tensors;

/// <summary>
/// How much each weight matters. Of a network that is known: the mean over equations of |∂logits / ∂weight|², from random probes and, as these are few, as the product of a row's and a
/// column's. Of an unknown one: for each tensor the change of the loss when it alone is quantised, over the squared error.
/// </summary>
internal static class TensorSensitivities
{
    private const int Probes = 8;
    private const int MostEquations = 1024;
    private const double Noticeable = 0.05; // nats: a change of the loss well above rounding and well below saturation
    private const int MostTries = 10;

    /// <summary>One array for each parameter.</summary>
    public static IReadOnlyList<float[]> Of(CheckpointToCode input, double loss) =>
        input.Network is { } network ? ByProbes(input.Weights, network, input.Seed) : ByLoss(input.Weights, input.Scorer, loss);

    private static IReadOnlyList<float[]> ByProbes(Weights weights, NetworkToCode network, ulong seed)
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
        double[][] sums = [.. weights.Layout.Parameters.Select(each => new double[each.Count])];
        for (int probe = 0; probe < Probes; probe++)
        {
            using DisposeScope inner = torch.NewDisposeScope();
            IList<Tensor> found = torch.autograd.grad([logits], [.. ensemble.Tensors], [Draw(seed, probe, logits.shape)], retain_graph: true);
            for (int i = 0; i < sums.Length; i++)
            {
                float[] values = found[i].contiguous().data<float>().ToArray();
                for (int j = 0; j < values.Length; j++)
                {
                    sums[i][j] += (double)values[j] * values[j] / (Probes * sample.Length);
                }
            }
        }

        return [.. sums.Select((sum, i) => Smooth(sum, weights.Layout.Parameters[i]))];
    }

    private static float[] Smooth(double[] sums, Parameter parameter)
    {
        int columns = parameter.Shape[^1];
        int rows = sums.Length / columns;
        double mean = sums.Average();
        if (!parameter.IsMatrix || mean == 0)
        {
            return [.. sums.Select(each => (float)((0.7 * each) + (0.3 * mean)))];
        }

        double[] byRow = [.. Enumerable.Range(0, rows).Select(row => sums.AsSpan(row * columns, columns).ToArray().Average())];
        double[] byColumn = new double[columns];
        for (int i = 0; i < sums.Length; i++)
        {
            byColumn[i % columns] += sums[i] / rows;
        }

        return [.. Enumerable.Range(0, sums.Length).Select(i => (float)(byRow[i / columns] * byColumn[i % columns] / mean))];
    }

    private static Tensor Draw(ulong seed, int probe, long[] shape)
    {
        float[] numbers = new float[shape[0] * shape[1] * shape[2]];
        Gaussian.AddScaled(new DrawStream(seed, Purpose.Sensitivity, Epoch: probe), 0, numbers, 1, numbers);
        Tensor r = torch.tensor(numbers, shape);
        return r - r.mean([-1], keepdim: true);
    }

    private static IReadOnlyList<float[]> ByLoss(Weights weights, IWeightScorer scorer, double loss)
    {
        List<float[]> found = [];
        for (int i = 0; i < weights.Layout.Parameters.Count; i++)
        {
            float[] own = weights[i].ToArray();
            double square = own.Sum(each => (double)each * each);
            float sensitivity = own.Length == 0 || square == 0 ? 0 : (float)ByLoss(weights, i, StepGrid.Nearest(Math.Sqrt(square / own.Length)), scorer, loss);
            found.Add([.. Enumerable.Repeat(sensitivity, own.Length)]);
        }

        return found;
    }

    private static double ByLoss(Weights weights, int index, int step, IWeightScorer scorer, double loss)
    {
        double sensitivity = 0;
        for (int tried = 0; tried < MostTries; tried++)
        {
            Weights changed = new(weights.Layout, [.. weights.Values]);
            double error = 0;
            float bin = StepGrid.Step(step);
            Span<float> own = changed[index];
            for (int i = 0; i < own.Length; i++)
            {
                float before = own[i];
                own[i] = MathF.Round(before / bin) * bin;
                error += Math.Pow(own[i] - before, 2);
            }

            double change = Math.Abs(scorer.ScoreTrain([changed])[0].Loss - loss);
            if (double.IsFinite(change) && error > 0)
            {
                sensitivity = change / error;
                if (change is > Noticeable / 4 and < Noticeable * 4)
                {
                    return sensitivity;
                }
            }

            step = Math.Clamp(step + (change < Noticeable ? 4 : -4), -StepGrid.Last, StepGrid.Last);
            if (change < Noticeable && error > 0 && own.IndexOfAnyExcept(0f) < 0)
            {
                return sensitivity; // all of it is gone and hardly missed
            }
        }

        return sensitivity;
    }
}
