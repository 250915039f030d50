using Grokking.Devices;
using Grokking.Model;
using Grokking.Randomness;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Training.Ensemble;

/// <summary>
/// Weights and moments of an ensemble on a device: each a matrix with a row for each member, so that what a member has of its own (learning rate, noise) is a column beside it and an optimiser's
/// step is a few operations whatever the number of tensors. Rows are padded with zeros to whole groups of normal numbers; padding has no gradient and is never read. A second copy holds the last epoch's end.
/// </summary>
internal sealed class EnsembleState : IDisposable
{
    private readonly ParameterLayout layout;
    private readonly Tensor[] kept;

    public EnsembleState(ParameterLayout layout, IReadOnlyList<Weights> weights, IReadOnlyList<Weights>? first, IReadOnlyList<Weights>? second, torch.Device device)
    {
        this.layout = layout;
        Width = (layout.Count + Gaussian.Group - 1) / Gaussian.Group * Gaussian.Group;
        Weights = Matrix(weights);
        First = first is null ? Zeros() : Matrix(first);
        Second = second is null ? Zeros() : Matrix(second);
        kept = [Zeros(), Zeros(), Zeros()];

        Tensor Zeros() => torch.zeros(weights.Count, Width, device: device).DetachFromDisposeScope();

        Tensor Matrix(IReadOnlyList<Weights> rows)
        {
            float[] values = new float[rows.Count * Width];
            for (int member = 0; member < rows.Count; member++)
            {
                rows[member].Values.CopyTo(values, member * Width);
            }

            return HostTransfer.Write(values, device, rows.Count, Width).DetachFromDisposeScope();
        }
    }

    /// <summary>P, padded.</summary>
    public int Width { get; }

    /// <summary>θ, (S, P).</summary>
    public Tensor Weights { get; }

    /// <summary>m, (S, P).</summary>
    public Tensor First { get; }

    /// <summary>v, (S, P).</summary>
    public Tensor Second { get; }

    /// <summary>Remembers all of it.</summary>
    public void Keep() => Copy(All, kept);

    /// <summary>Returns to what was remembered.</summary>
    public void Restore() => Copy(kept, All);

    /// <summary>A member's row of <see cref="Weights"/>, <see cref="First"/> or <see cref="Second"/>, on the host.</summary>
    public Weights Row(Tensor matrix, int member) => new(layout, HostTransfer.Read<float>(matrix.select(0, member))[..layout.Count]);

    /// <summary>The layout's tensors, (S, …) each, contiguous, from a matrix of rows like <see cref="Weights"/>.</summary>
    public Tensor[] Split(Tensor matrix)
    {
        long members = matrix.shape[0];
        return [.. layout.Parameters.Select((parameter, i) =>
            matrix.narrow(1, layout.OffsetOf(i), parameter.Count).contiguous().view([members, .. parameter.Shape.Select(size => (long)size)]))];
    }

    /// <summary>The reverse of <see cref="Split"/>: (S, P), padded.</summary>
    public Tensor Join(IEnumerable<Tensor> tensors)
    {
        List<Tensor> columns = [.. tensors.Select(each => each.reshape(each.shape[0], -1))];
        if (Width > layout.Count)
        {
            columns.Add(columns[0].new_zeros([columns[0].shape[0], Width - layout.Count]));
        }

        return torch.cat([.. columns], 1);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach([.. All, .. kept], each => each.Dispose());

    private Tensor[] All => [Weights, First, Second];

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        using var noGradients = torch.no_grad();
        for (int i = 0; i < from.Length; i++)
        {
            to[i].copy_(from[i]);
        }
    }
}
