using System.Runtime.InteropServices;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Model;

/// <summary>One tensor for each parameter of a layout, with the members of an ensemble on a leading axis: (S, …).</summary>
public sealed class EnsembleTensors : IDisposable
{
    private readonly ParameterLayout layout;

    private EnsembleTensors(ParameterLayout layout, int members, IReadOnlyList<Tensor> tensors) => (this.layout, Members, Tensors) = (layout, members, tensors);

    /// <summary>All zero.</summary>
    public EnsembleTensors(ParameterLayout layout, int members, torch.Device device)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        this.layout = layout;
        Members = members;
        Tensors = [.. layout.Parameters.Select(each => torch.zeros([members, .. each.Shape.Select(size => (long)size)], device: device).DetachFromDisposeScope())];
    }

    /// <summary>S.</summary>
    public int Members { get; }

    /// <summary>In layout order.</summary>
    public IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>Stacks the weights of several networks.</summary>
    public static EnsembleTensors Stack(IReadOnlyList<Weights> members, torch.Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            EnsembleTensors stacked = new(members[0].Layout, members.Count, device);
            for (int member = 0; member < members.Count; member++)
            {
                stacked.Set(member, members[member]);
            }

            return stacked;
        }

        using EnsembleTensors host = Stack(members, torch.CPU);
        return new(members[0].Layout, members.Count, [.. host.Tensors.Select(each => each.to(device).DetachFromDisposeScope())]);
    }

    /// <summary>The values of one member of tensor <paramref name="index"/>, as a view; on the CPU only.</summary>
    public Span<float> Values(int index, int member)
    {
        int count = layout.Parameters[index].Count;
        return MemoryMarshal.Cast<byte, float>(Tensors[index].bytes).Slice(member * count, count);
    }

    /// <summary>Copies one member; on the CPU only.</summary>
    public Weights Get(int member)
    {
        Weights weights = new(layout, new float[layout.Count]);
        for (int i = 0; i < Tensors.Count; i++)
        {
            Values(i, member).CopyTo(weights[i]);
        }

        return weights;
    }

    /// <summary>Replaces one member; on the CPU only.</summary>
    public void Set(int member, Weights weights)
    {
        for (int i = 0; i < Tensors.Count; i++)
        {
            weights[i].CopyTo(Values(i, member));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.Dispose();
        }
    }
}
