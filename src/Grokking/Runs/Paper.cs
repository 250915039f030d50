using Grokking.Model;
using Grokking.Tasks;

namespace Grokking.Runs;

/// <summary>The published settings: Table A.1, completed from the authors' code where the paper is silent.</summary>
public static class Paper
{
    /// <summary>p.</summary>
    public const int Modulus = 113;

    /// <summary>A run as published: the task decides depth, train fraction and noise, the method decides the regularisers.</summary>
    public static RunSpecification Run(Operation task, Method method, ulong seed, int epochs, NetworkKind network = NetworkKind.Transformer)
    {
        bool deep = task is Operation.Sub or Operation.Div;
        bool ours = method == Method.Ours;
        return new RunSpecification
        {
            Task = task,
            Method = method,
            Seed = seed,
            Epochs = epochs,
            Modulus = Modulus,
            TrainFraction = task switch
            {
                Operation.Add or Operation.Mul => 0.2,
                Operation.Sub or Operation.Div => 0.3,
                Operation.SumOfSquares => 0.4,
                _ => 0.6,
            },
            Architecture = new Architecture(network, Layers: network == NetworkKind.Mlp ? 3 : deep ? 2 : 1, Width: 128, Heads: 4, MlpWidth: 512),
            BatchSize = 512,
            LearningRate = 1e-3,
            Beta1 = 0.9,
            Beta2 = 0.98,
            AdamEpsilon = 1e-8,
            WeightDecay = method == Method.None ? 0 : 1,
            WeightNoise = !ours ? 0 : deep ? 1e-3 : 1e-2,
            SpectralEntropy = ours ? 0.1 : 0,
            NormCutoff = 0,
        };
    }
}
