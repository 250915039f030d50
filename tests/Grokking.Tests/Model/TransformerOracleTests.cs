using Grokking.Model;
using Grokking.Plain;
using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

/// <summary>The fast forms against the plain one: logits within 1e-4, gradients within 1e-3 relative, at random weights and at noisy low-rank ones.</summary>
public class TransformerOracleTests
{
    private const int Members = 3;
    private const int Batch = 64;

    public static TheoryData<int, bool, bool, bool> Cases => new()
    {
        { 1, false, false, true }, { 1, true, false, true }, { 1, true, true, true },
        { 2, false, false, true }, { 2, true, false, true }, { 2, true, true, true },
        { 3, true, false, true },
        { 1, false, false, false }, { 1, true, false, false }, { 1, true, true, false },
        { 2, false, false, false }, { 2, true, false, false }, { 2, true, true, false },
        { 3, true, false, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_and_gradients_are_those_of_the_plain_form(int layers, bool spectral, bool lowRank, bool together)
    {
        using DisposeScope scope = NewDisposeScope();
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, 1, 1);
        Architecture shape = run.Architecture with { Layers = layers };
        Transformer network = new(shape, run.Modulus);
        Weights[] members = [.. Enumerable.Range(0, Members).Select(seed => SomeWeights(network, (ulong)seed, lowRank))];
        using EnsembleTensors ensemble = EnsembleTensors.Stack(members, CPU);
        foreach (Tensor tensor in ensemble.Tensors)
        {
            tensor.requires_grad_(true);
        }

        Equation[][] equations = [.. members.Select((_, seed) => new ModularTask(run.Task, run.Modulus).Split(0.2, (ulong)seed).Train[..Batch])];
        using EquationSet batch = EquationSet.Create(equations, CPU);
        (Tensor logits, IList<Tensor> gradients) = together ? Together(network, ensemble, batch, spectral) : InTurn(network, ensemble, batch, spectral);

        PlainTransformer plain = new(shape, run.Modulus);
        for (int member = 0; member < Members; member++)
        {
            Tensor[] parameters = [.. ensemble.Tensors.Select(each => each[member].detach().clone().requires_grad_(true))];
            Tensor expected = plain.LastLogits(parameters, batch.A[member], batch.B[member]);
            Assert.True((expected - logits[member]).abs().max().item<float>() < 1e-4, "logits");

            Tensor loss = PlainTransformer.Loss(expected, batch.C[member]);
            loss = spectral ? loss + (0.1f * PlainTransformer.MeanSpectralEntropy(parameters)) : loss;
            IList<Tensor> expectedGradients = autograd.grad([loss], parameters);
            double scale = Math.Sqrt(expectedGradients.Sum(each => (each * each).sum().item<float>()));
            for (int i = 0; i < parameters.Length; i++)
            {
                double error = (expectedGradients[i] - gradients[i][member]).norm().item<float>();
                double size = expectedGradients[i].norm().item<float>();
                Assert.True(error <= (1e-3 * size) + (1e-6 * scale), $"{network.Layout.Parameters[i].Name}: error {error}, gradient {size}, all {scale}");
            }
        }
    }

    // As an accelerator does it.
    private static (Tensor Logits, IList<Tensor> Gradients) Together(Transformer network, EnsembleTensors ensemble, EquationSet batch, bool spectral)
    {
        Tensor logits = network.Bind(ensemble.Tensors)(batch.A, batch.B);
        IList<Tensor> gradients = autograd.grad([CrossEntropy.PerMember(logits, batch.C).sum()], [.. ensemble.Tensors]);
        if (spectral)
        {
            new BatchedSpectralEntropyGradient(network.Layout).AddTo(ensemble.Tensors, full([Members, 1, 1], 0.1f), gradients.AsReadOnly());
        }

        return (logits, gradients);
    }

    // As a core does it.
    private static (Tensor Logits, IList<Tensor> Gradients) InTurn(Transformer network, EnsembleTensors ensemble, EquationSet batch, bool spectral)
    {
        SpectralEntropyGradient penalty = new(network.Layout);
        List<Tensor> logits = [];
        List<Tensor[]> gradients = [];
        for (int member = 0; member < Members; member++)
        {
            Tensor[] own = [.. ensemble.Tensors.Select(each => each.detach().narrow(0, member, 1).clone())];
            EquationSet equations = batch.Of(member);
            logits.Add(Logits(network, own, equations));
            using ILossGradient lossGradient = LossGradients.Of(network, own);
            double loss = lossGradient.Compute(equations.A, equations.B, equations.C);
            Assert.Equal(CrossEntropy.PerMember(logits[^1], equations.C).item<float>(), loss, 1e-5);
            gradients.Add([.. lossGradient.Gradients.Select(each => each.clone())]);
            if (spectral)
            {
                penalty.AddTo(own, 0.1, gradients[^1]);
            }
        }

        return (cat([.. logits], 0), [.. Enumerable.Range(0, ensemble.Tensors.Count).Select(i => cat([.. gradients.Select(each => each[i])], 0))]);
    }

    private static Tensor Logits(Transformer network, Tensor[] own, EquationSet equations)
    {
        using var none = no_grad();
        return network.Bind(own)(equations.A, equations.B);
    }

    // Low-rank: as training leaves them, a few strong directions; noise as Eqn 10 adds it.
    private static Weights SomeWeights(Transformer network, ulong seed, bool lowRank)
    {
        Weights weights = Initializer.InitialWeights(network, seed);
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; lowRank && i < weights.Layout.Parameters.Count; i++)
        {
            Parameter parameter = weights.Layout.Parameters[i];
            if (parameter.IsMatrix)
            {
                (Tensor u, Tensor s, Tensor v) = linalg.svd(tensor(weights[i].ToArray(), parameter.Shape[0], parameter.Shape[1]), fullMatrices: false);
                Tensor decay = exp(arange(s.shape[0], dtype: ScalarType.Float32) * -0.3f);
                (u * (s * decay)).matmul(v).contiguous().data<float>().ToArray().CopyTo(weights[i]);
            }
        }

        Gaussian.AddScaled(new DrawStream(seed, Purpose.WeightNoise), 0, weights.Values, 0.01f, weights.Values);
        return weights;
    }
}
