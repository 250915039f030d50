using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Model;

public class NetworkTests
{
    [Fact]
    public void One_layer_has_the_published_number_of_parameters() =>
        Assert.Equal(242_547, Networks.Create(Paper.Run(Operation.Add, Method.Ours, 0, 1).Architecture, 113).Layout.Count);

    [Fact]
    public void Initial_weights_have_the_deviations_of_Flax()
    {
        INetwork network = Networks.Create(Paper.Run(Operation.Add, Method.Ours, 0, 1).Architecture, 113);
        Weights weights = Initializer.InitialWeights(network, 3);
        for (int i = 0; i < weights.Layout.Parameters.Count; i++)
        {
            Parameter parameter = weights.Layout.Parameters[i];
            float[] values = weights[i].ToArray();
            if (!parameter.IsMatrix)
            {
                Assert.All(values, value => Assert.Equal(parameter.Name.EndsWith("gain", StringComparison.Ordinal) ? 1 : 0, value));
                continue;
            }

            bool embedding = parameter.Name.StartsWith("embedding", StringComparison.Ordinal);
            double deviation = 1 / Math.Sqrt(embedding ? parameter.Shape[1] : parameter.Shape[0]);
            Assert.Equal(deviation, Math.Sqrt(values.Average(value => (double)value * value)), deviation * 0.03);
            Assert.Equal(!embedding, values.Max(Math.Abs) <= 2.0001 * deviation / 0.87962566103423978);
        }
    }

    [Fact]
    public void The_MLP_is_that_of_the_plain_form()
    {
        using DisposeScope scope = NewDisposeScope();
        Architecture shape = Paper.Run(Operation.Add, Method.None, 0, 1, NetworkKind.Mlp).Architecture with { Width = 16, MlpWidth = 24 };
        MlpNetwork network = new(shape, 13);
        Weights[] members = [Initializer.InitialWeights(network, 1), Initializer.InitialWeights(network, 2)];
        using EnsembleTensors ensemble = EnsembleTensors.Stack(members, CPU);
        Equation[] equations = [.. new ModularTask(Operation.Add, 13).Equations.Take(40)];
        using EquationSet batch = EquationSet.Create([equations, equations], CPU);
        Tensor logits = network.Bind(ensemble.Tensors)(batch.A, batch.B);

        for (int member = 0; member < 2; member++)
        {
            Tensor[] p = [.. ensemble.Tensors.Select(each => each[member])];
            Tensor tokens = stack([batch.A[member], full_like(batch.A[member], 13), batch.B[member], full_like(batch.A[member], 14)], 1);
            Tensor x = p[0][tokens].flatten(1);
            x = x.matmul(p[1]) + p[2];
            x = x.relu().matmul(p[3]) + p[4];
            x = x.relu().matmul(p[5]) + p[6];
            Assert.True((x.matmul(p[7]) + p[8] - logits[member]).abs().max().item<float>() < 1e-4);
        }
    }

    [Fact]
    public void Scores_are_those_of_single_equations()
    {
        RunSpecification run = Paper.Run(Operation.Mul, Method.None, 4, 1) with { Modulus = 11, Architecture = new(NetworkKind.Transformer, 2, 16, 2, 32) };
        INetwork network = Networks.Create(run.Architecture, run.Modulus);
        Weights[] members = [Initializer.InitialWeights(network, 1), Initializer.InitialWeights(network, 2)];
        using RunScorer scorer = new(run);
        IReadOnlyList<Score> together = scorer.ScoreTest(members);
        Assert.Equal(scorer.ScoreTest([members[1]])[0].Loss, together[1].Loss, 1e-5);
        Assert.Equal(Math.Log(13), together[0].Loss, 1.0);
        Assert.NotEqual(scorer.ScoreTrain([members[0]])[0].Loss, together[0].Loss);
    }

    [Fact]
    public void A_certain_mistake_costs_no_more_than_the_clip()
    {
        using Tensor logits = tensor(new float[] { 0, 200, 0 }).view(1, 1, 3);
        using Tensor target = zeros([1, 1], dtype: ScalarType.Int64);
        Assert.Equal(-Math.Log(1e-9), CrossEntropy.PerMember(logits, target).item<float>(), 1e-4);
    }
}
