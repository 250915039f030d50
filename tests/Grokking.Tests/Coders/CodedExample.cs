using Grokking.Coders;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Tasks;
using TorchSharp;

namespace Grokking.Tests.Coders;

/// <summary>A small network with random weights that answers its training equations as it does: their results are what it says, sharply.</summary>
internal static class CodedExample
{
    public const int Modulus = 13;
    public static readonly Architecture Transformer = new(NetworkKind.Transformer, 1, 16, 4, 32);
    public static readonly double[] Epsilons = [2, 0.5, 0.1];

    public static Weights RandomWeights(Architecture shape, ulong seed = 1, int modulus = Modulus, bool equalGains = false, bool equalAttention = false)
    {
        ParameterLayout layout = Networks.Create(shape, modulus).Layout;
        Weights weights = new(layout, new float[layout.Count]);
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Parameter parameter = layout.Parameters[i];
            bool isGain = parameter.Name.EndsWith("gain", StringComparison.Ordinal);
            float scale = isGain && equalGains || (equalAttention && parameter.Name.Contains("query", StringComparison.Ordinal)) ? 0 : parameter.IsMatrix ? 2 / MathF.Sqrt(parameter.Shape[0]) : 0.3f;
            float[] mean = [.. Enumerable.Repeat(isGain ? 1.2f : 0, parameter.Count)];
            Gaussian.AddScaled(new DrawStream(seed, Purpose.Initialization, Epoch: i), 0, mean, scale, weights[i]);
        }

        return weights;
    }

    public static CheckpointToCode Of(Architecture shape, ulong seed = 1, IReadOnlyList<double>? epsilons = null)
    {
        Weights weights = RandomWeights(shape, seed);
        (Equation[] train, Equation[] test) = new ModularTask(Operation.Add, Modulus).Split(0.5, seed);
        (train, test) = (Answered(weights, shape, train), Answered(weights, shape, test));
        return new()
        {
            Weights = weights,
            Scorer = new RunScorer(Networks.Create(shape, Modulus), (train, test)),
            Network = new(shape, Modulus, train, test),
            Epsilons = epsilons ?? Epsilons,
            Seed = seed,
        };
    }

    public static float[] Logits(Weights weights, Architecture shape, IReadOnlyList<Equation> equations, int modulus = Modulus)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable none = torch.no_grad();
        using EnsembleTensors ensemble = EnsembleTensors.Stack([weights], torch.CPU);
        using EquationSet set = EquationSet.Create([[.. equations]], torch.CPU);
        return Networks.Create(shape, modulus).Bind(ensemble.Tensors)(set.A, set.B).contiguous().data<float>().ToArray();
    }

    private static Equation[] Answered(Weights weights, Architecture shape, Equation[] equations)
    {
        float[] logits = Logits(weights, shape, equations);
        int vocabulary = Modulus + 2;
        return [.. equations.Select((each, i) => each with { C = logits.AsSpan(i * vocabulary, Modulus).IndexOf(logits[(i * vocabulary)..((i * vocabulary) + Modulus)].Max()) })];
    }
}
