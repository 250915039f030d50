using Grokking.Devices;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Runs;
using Grokking.Tasks;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Training.Spectral;

/// <summary>Every way to decompose gives the same, and the gradient that is made of it.</summary>
public class EigensolverTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(33)]
    public void Jacobis_vectors_diagonalise_every_matrix(int size)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor gram = Grams(size, [1, 1e-6, 1e3]);
        Tensor vectors = new JacobiEigensolver().Eigenvectors(gram);
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(EigensolverChoice.Error(vectors.narrow(0, i, 1), gram.narrow(0, i, 1)), 0, 1e-12);
        }
    }

    [Fact]
    public void Jacobi_takes_matrices_that_are_diagonal_zero_or_without_full_rank()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor drawn = Grams(6, [1]);
        Tensor ones = torch.ones(1, 6, 6, dtype: ScalarType.Float64);
        Tensor gram = cat([zeros_like(drawn), eye(6, dtype: ScalarType.Float64).unsqueeze(0), ones, drawn], 0);
        Tensor vectors = new JacobiEigensolver().Eigenvectors(gram);
        Assert.All(Enumerable.Range(1, 3), i => Assert.InRange(EigensolverChoice.Error(vectors.narrow(0, i, 1), gram.narrow(0, i, 1)), 0, 1e-12));
        Assert.True(Same(vectors[0], eye(6, dtype: ScalarType.Float64)));
    }

    [Fact]
    public void The_gradient_does_not_depend_on_the_solver()
    {
        using DisposeScope scope = NewDisposeScope();
        Transformer network = new(new(NetworkKind.Transformer, 1, 16, 2, 24), 11);
        using EnsembleTensors weights = EnsembleTensors.Stack([.. Enumerable.Range(0, 3).Select(seed => Initializer.InitialWeights(network, (ulong)seed))], CPU);
        Tensor factors = tensor(new[] { 0.1f, 1f, 0f }, 3, 1, 1);
        Tensor[] library = Gradient(new LibraryEigensolver());
        Tensor[] jacobi = Gradient(new JacobiEigensolver());
        SpectralEntropyGradient reference = new(network.Layout);
        for (int i = 0; i < library.Length; i++)
        {
            Assert.True(allclose(library[i], jacobi[i], 1e-4, 1e-6));
        }

        Tensor[] own = [.. weights.Tensors.Select(each => zeros_like(each[1]).unsqueeze(0))];
        reference.AddTo([.. weights.Tensors.Select(each => each[1].unsqueeze(0).contiguous())], 1, own);
        Assert.All(own.Index(), each => Assert.True(allclose(each.Item[0], jacobi[each.Index][1], 1e-3, 1e-5)));

        Tensor[] Gradient(IEigensolver solver)
        {
            Tensor[] gradients = [.. weights.Tensors.Select(each => zeros_like(each))];
            new BatchedSpectralEntropyGradient(network.Layout, (_, _) => solver).AddTo(weights.Tensors, factors, gradients);
            return gradients;
        }
    }

    [Fact]
    public void A_member_that_is_not_finite_disturbs_no_other()
    {
        using DisposeScope scope = NewDisposeScope();
        ParameterLayout layout = new([new Parameter("w", 8, 5)]);
        Tensor sound = Grams(8, [1, 1]).narrow(2, 0, 5).to(ScalarType.Float32).contiguous();
        Tensor broken = sound.clone();
        broken[0].fill_(float.NaN);
        Tensor expected = zeros_like(sound);
        Tensor gradient = zeros_like(sound);
        new BatchedSpectralEntropyGradient(layout).AddTo([sound], tensor(new[] { 1f, 1f }, 2, 1, 1), [expected]);
        new BatchedSpectralEntropyGradient(layout).AddTo([broken], tensor(new[] { 1f, 1f }, 2, 1, 1), [gradient]);
        Assert.True(Same(expected[1], gradient[1]));
        Assert.Equal(0, gradient[0].abs().max().item<float>());
    }

    [Fact]
    public void The_fastest_solver_that_is_right_is_taken()
    {
        IEigensolver[] candidates = [new LibraryEigensolver(), new JacobiEigensolver(), new JacobiEigensolver(2)];
        Assert.Same(candidates[1], EigensolverChoice.Fastest(candidates, solver => solver == candidates[0] ? 2 : solver == candidates[1] ? 1 : null));
        Assert.Same(candidates[0], EigensolverChoice.Fastest(candidates, _ => null));

        // One sweep is not enough, and that is found out.
        Assert.Null(EigensolverChoice.Seconds(new JacobiEigensolver(1), ComputeDevice.CpuTogether, 16, 2));
        Assert.NotNull(EigensolverChoice.Seconds(new JacobiEigensolver(), ComputeDevice.CpuTogether, 16, 2));
        Assert.IsType<LibraryEigensolver>(EigensolverChoice.For(ComputeDevice.CpuTogether, 16, 2));
    }

    private static Tensor Grams(int size, double[] scales) => cat(
        [.. scales.Select((scale, i) =>
        {
            float[] values = new float[size * size];
            Gaussian.Fill(new(7, Purpose.WeightNoise, size, i), values);
            Tensor matrix = tensor(values, 1, size, size).to(ScalarType.Float64) * scale;
            return bmm(matrix.transpose(1, 2), matrix);
        })],
        0);

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();
}
