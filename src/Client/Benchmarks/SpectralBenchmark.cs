using System.Diagnostics;
using Grokking.Model;
using Grokking.Plain;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Matrices of one kind.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Noise">δ of Eqn 10.</param>
/// <param name="Share">How many of all that are drawn; the shares of <see cref="SpectralBenchmark.Cases"/> add up to one.</param>
public sealed record SpectralCase(int Rows, int Columns, double Noise, double Share)
{
    /// <summary>For people.</summary>
    public string Name => FormattableString.Invariant($"{Rows} × {Columns}, δ = {Noise}");
}

/// <summary>
/// Figures of one case. An error is the norm of the difference from the gradient through a float64 singular value decomposition, over the
/// norm of that gradient.
/// </summary>
/// <param name="Case">Name.</param>
/// <param name="Matrices">How many were drawn.</param>
/// <param name="Unresolved">How many of them have σ_min ≤ 10⁻⁶ σ_max, which float32 hardly resolves.</param>
/// <param name="Worst">Our worst error of the others.</param>
/// <param name="WorstByAutograd">That of float32 autograd through the singular value decomposition, of the same matrices.</param>
/// <param name="WorstUnresolved">Our worst error of the unresolved ones.</param>
/// <param name="WorstUnresolvedByAutograd">That of autograd.</param>
/// <param name="WorseThanAllowed">How many of ours are off by more than 10⁻⁴ and by more than autograd's, or not finite.</param>
/// <param name="Ours">Microseconds a matrix.</param>
/// <param name="ByEigensolver">Microseconds of a float64 <c>eigh</c> of the Gram matrix and the products around it.</param>
/// <param name="ByAutograd">Microseconds of autograd.</param>
public sealed record SpectralFigures(
    string Case,
    int Matrices,
    int Unresolved,
    double Worst,
    double WorstByAutograd,
    double WorstUnresolved,
    double WorstUnresolvedByAutograd,
    int WorseThanAllowed,
    Spread Ours,
    Spread ByEigensolver,
    Spread ByAutograd);

/// <summary>
/// Holds the gradient of the spectral entropy to its singular value decomposition, matrix after matrix, and to the time of libraries.
/// </summary>
/// <param name="matrices">How many are drawn in all.</param>
public sealed class SpectralBenchmark(int matrices)
{
    private const int Batch = 20; // matrices whose time is taken together

    /// <summary>Every shape of the published networks and of small ones, at the published noise and a tenth of it.</summary>
    public static IReadOnlyList<SpectralCase> Cases { get; } =
    [
        new(128, 128, 0.01, 0.1),
        new(128, 128, 0.001, 0.1),
        new(115, 128, 0.01, 0.04),
        new(128, 115, 0.001, 0.04),
        new(128, 512, 0.01, 0.02),
        new(512, 128, 0.001, 0.02),
        new(4, 128, 0.01, 0.08),
        new(64, 64, 0.01, 0.1),
        new(32, 32, 0.01, 0.2),
        new(32, 32, 0.001, 0.1),
        new(16, 32, 0.01, 0.05),
        new(7, 7, 0.01, 0.1),
        new(3, 2, 0.01, 0.05),
    ];

    /// <summary>Measures one case.</summary>
    /// <param name="what">Which.</param>
    /// <param name="cancellation">Observed between matrices.</param>
    public SpectralFigures Measure(SpectralCase what, CancellationToken cancellation)
    {
        ParameterLayout layout = new([new Parameter("w", what.Rows, what.Columns)]);
        SpectralEntropyGradient ours = new(layout);
        BatchedSpectralEntropyGradient batched = new(layout);
        (double Ours, double Autograd) worst = default;
        (double Ours, double Autograd) unresolved = default;
        (int drawn, int small, int worse) = (0, 0, 0);
        WarmUp(what, ours, batched);
        List<double>[] times = [[], [], []];
        int count = Math.Max(1, (int)Math.Round(matrices * what.Share));
        while (drawn < count)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            IEnumerable<int> indices = Enumerable.Range(drawn, Math.Min(Batch, count - drawn));
            Tensor[] batch = [.. indices.Select(index => DrawnMatrix.Draw(index, what.Rows, what.Columns, what.Noise))];
            Tensor[] found = Timed(times[0], batch, matrix => ByOurs(ours, matrix));
            _ = Timed(times[1], batch, matrix => ByEigensolver(batched, matrix));
            Tensor[] autograd = Timed(times[2], batch, DrawnMatrix.Gradient);
            for (int i = 0; i < batch.Length; i++)
            {
                Tensor wide = batch[i].to(ScalarType.Float64);
                Tensor expected = DrawnMatrix.Gradient(wide);
                (double Ours, double Autograd) error = (DrawnMatrix.Error(found[i], expected), DrawnMatrix.Error(autograd[i], expected));
                bool isResolved = DrawnMatrix.IsResolved(wide);
                ref (double Ours, double Autograd) most = ref isResolved ? ref worst : ref unresolved;
                most = (Math.Max(most.Ours, error.Ours), Math.Max(most.Autograd, error.Autograd));
                small += isResolved ? 0 : 1;
                worse += error.Ours <= Math.Max(DrawnMatrix.Tolerance, isResolved ? 0 : error.Autograd) ? 0 : 1;
            }

            drawn += batch.Length;
        }

        return new(
            what.Name,
            drawn,
            small,
            worst.Ours,
            worst.Autograd,
            unresolved.Ours,
            unresolved.Autograd,
            worse,
            Spread.Of(times[0]),
            Spread.Of(times[1]),
            Spread.Of(times[2]));
    }

    private static void WarmUp(SpectralCase what, SpectralEntropyGradient ours, BatchedSpectralEntropyGradient batched)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = DrawnMatrix.Draw(0, what.Rows, what.Columns, what.Noise);
        for (int i = 0; i < Batch; i++)
        {
            _ = ByOurs(ours, matrix);
            _ = ByEigensolver(batched, matrix);
            _ = DrawnMatrix.Gradient(matrix);
        }
    }

    private static Tensor[] Timed(List<double> microseconds, Tensor[] batch, Func<Tensor, Tensor> gradient)
    {
        long begun = Stopwatch.GetTimestamp();
        Tensor[] found = [.. batch.Select(gradient)];
        microseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / batch.Length);
        return found;
    }

    private static Tensor ByOurs(SpectralEntropyGradient form, Tensor matrix)
    {
        Tensor result = zeros_like(matrix).unsqueeze(0);
        form.AddTo([matrix.unsqueeze(0)], 1, [result]);
        return result[0];
    }

    private static Tensor ByEigensolver(BatchedSpectralEntropyGradient form, Tensor matrix)
    {
        Tensor result = zeros_like(matrix).unsqueeze(0);
        form.AddTo([matrix.unsqueeze(0)], ones(1, 1, 1), [result]);
        return result[0];
    }
}
