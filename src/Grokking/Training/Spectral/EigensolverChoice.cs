using System.Collections.Concurrent;
using System.Diagnostics;
using Grokking.Devices;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Spectral;

/// <summary>Chooses the fastest eigensolver of a device by trying each on matrices of the size and number that a cohort has. A choice is made once in a process.</summary>
public static class EigensolverChoice
{
    // Of a solver that is to be believed: an off-diagonal rest of VᵀGV beyond this part of G would show in the gradient of small singular values.
    private const double MostError = 1e-10;

    private static readonly ConcurrentDictionary<(string Device, int Size, int Batch), IEigensolver> Choices = [];

    /// <summary>What there is for a device: on a core, where nothing is won by avoiding a wait and an operation costs what its arithmetic costs, only the library's.</summary>
    public static IReadOnlyList<IEigensolver> Candidates(ComputeDevice device) =>
        device.Torch.type == DeviceType.CPU ? [new LibraryEigensolver()] : [new LibraryEigensolver(), new JacobiEigensolver()];

    /// <summary>The fastest for so many matrices of a size.</summary>
    public static IEigensolver For(ComputeDevice device, int size, int batch) => Choices.GetOrAdd((device.Name, size, batch), _ =>
    {
        IReadOnlyList<IEigensolver> candidates = Candidates(device);
        return candidates.Count == 1 ? candidates[0] : Fastest(candidates, solver => Seconds(solver, device, size, batch));
    });

    /// <summary>The names of what was chosen for matrices of a size so far; null before the first.</summary>
    public static string? Chosen(ComputeDevice device, int size) =>
        Choices.Where(each => each.Key.Device == device.Name && each.Key.Size == size).OrderBy(each => each.Key.Batch).Select(each => each.Value.Name).LastOrDefault();

    /// <summary>The candidate of least time; one without a time is unusable.</summary>
    /// <param name="candidates">In order of preference among equals; the first is taken where none has a time.</param>
    /// <param name="seconds">Measures a candidate; null where its result is wrong or it fails.</param>
    public static IEigensolver Fastest(IReadOnlyList<IEigensolver> candidates, Func<IEigensolver, double?> seconds)
    {
        IEigensolver best = candidates[0];
        double least = double.PositiveInfinity;
        foreach (IEigensolver each in candidates)
        {
            if (seconds(each) is { } time && time < least)
            {
                (best, least) = (each, time);
            }
        }

        return best;
    }

    /// <summary>Seconds of one call after a first one; null where the result is not accurate or there is no memory for it.</summary>
    public static double? Seconds(IEigensolver solver, ComputeDevice device, int size, int batch)
    {
        using var noGradients = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        try
        {
            float[] drawn = new float[size * size];
            Gaussian.Fill(new DrawStream(1, Purpose.Initialization), drawn);
            Tensor one = HostTransfer.Write(drawn, device.Torch, 1, size, size).to(torch.ScalarType.Float64);
            Tensor gram = torch.bmm(one.transpose(1, 2), one).expand(batch, size, size).contiguous();
            if (Error(solver.Eigenvectors(gram), gram) > MostError)
            {
                return null;
            }

            device.Synchronize();
            long start = Stopwatch.GetTimestamp();
            solver.Eigenvectors(gram).Dispose();
            device.Synchronize();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        catch (Exception fault) when (DeviceMemoryExhaustedException.IsCauseOf(fault))
        {
            return null;
        }
    }

    /// <summary>Largest off-diagonal element of VᵀGV, and of VᵀV − 1, of the first matrix, relative to G's largest.</summary>
    public static double Error(Tensor vectors, Tensor gram)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor v, Tensor g) = (vectors[0], gram[0]);
        Tensor turned = v.transpose(0, 1).matmul(g).matmul(v);
        Tensor rest = turned - torch.diag(torch.diag(turned));
        Tensor unit = v.transpose(0, 1).matmul(v) - torch.eye(v.shape[0], dtype: v.dtype, device: v.device);
        Tensor worst = torch.maximum(rest.abs().max() / g.abs().max(), unit.abs().max());
        return HostTransfer.Read<double>(worst)[0];
    }
}
