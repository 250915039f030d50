using TorchSharp;

namespace Grokking.Devices;

/// <summary>Where a cohort trains, and how that device wants it.</summary>
/// <param name="Name">For people and caches, such as <c>cpu</c> or <c>cuda:0</c>.</param>
/// <param name="Torch">libtorch's device.</param>
/// <param name="Together">Whether the members of a cohort go through every operation together (a GPU) or one after another (a core; docs/decisions/0004-members-in-turn.md).</param>
/// <param name="MemoryLimit">Bytes that a cohort may take there; null where nothing is known.</param>
public sealed record ComputeDevice(string Name, torch.Device Torch, bool Together, long? MemoryLimit = null)
{
    /// <summary>One core, members in turn.</summary>
    public static ComputeDevice Cpu { get; } = new("cpu", torch.CPU, Together: false);

    /// <summary>One core with the members together: how the code of a GPU is tried without one.</summary>
    public static ComputeDevice CpuTogether { get; } = new("cpu together", torch.CPU, Together: true);

    /// <summary>A GPU.</summary>
    /// <param name="index">Among those that libtorch sees, from 0.</param>
    /// <param name="memory">The part of its memory that a cohort may take, in (0, 1], or bytes where above 1.</param>
    public static ComputeDevice Cuda(int index, double memory = 0.9)
    {
        string name = $"cuda:{index}";
        long? total = memory > 1 ? null : DeviceMemory.Of(index)?.Total;
        return new(name, new torch.Device(DeviceType.CUDA, index), Together: true, memory > 1 ? (long)memory : (long?)(total * memory));
    }

    /// <summary>Waits until everything asked of the device so far is done, as before reading a clock.</summary>
    public void Synchronize()
    {
        if (Torch.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize(Torch);
        }
    }

    /// <summary>Gives memory that libtorch keeps for later back to the device, where that can be done; see <see cref="CudaExtras"/>.</summary>
    /// <returns>Whether it was done.</returns>
    public bool ReleaseMemory() => Torch.type == DeviceType.CUDA && CudaExtras.EmptyCache();

    /// <summary>Bytes of its memory in use and in all; null where there is nothing to ask.</summary>
    public DeviceMemory? Memory() => Torch.type == DeviceType.CUDA ? DeviceMemory.Of(Torch.index) : null;
}
