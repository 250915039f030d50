using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grokking.Devices;

/// <summary>
/// The one way between device and host memory for code that runs on a device. Each transfer has the host wait until the device has done all that was asked before, so that within an epoch there
/// must be none: a test counts them.
/// </summary>
public static class HostTransfer
{
    [ThreadStatic]
    private static long count;

    /// <summary>Transfers of the calling thread so far.</summary>
    public static long Count => count;

    /// <summary>Copies a tensor to the host, row-major.</summary>
    public static T[] Read<T>(Tensor tensor)
        where T : unmanaged
    {
        count++;
        using DisposeScope scope = torch.NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<T>().ToArray();
    }

    /// <summary>Copies values to a device.</summary>
    /// <param name="values">Row-major.</param>
    /// <param name="device">Where to.</param>
    /// <param name="shape">The tensor's shape.</param>
    public static Tensor Write(float[] values, torch.Device device, params long[] shape) => Moved(torch.tensor(values, shape), device);

    /// <inheritdoc cref="Write(float[], torch.Device, long[])"/>
    public static Tensor Write(double[] values, torch.Device device, params long[] shape) => Moved(torch.tensor(values, shape), device);

    /// <inheritdoc cref="Write(float[], torch.Device, long[])"/>
    public static Tensor Write(long[] values, torch.Device device, params long[] shape) => Moved(torch.tensor(values, shape), device);

    private static Tensor Moved(Tensor host, torch.Device device)
    {
        count++;
        return host.to(device, disposeAfter: true);
    }
}
