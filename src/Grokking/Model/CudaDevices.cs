using TorchSharp;

namespace Grokking.Model;

/// <summary>The GPUs that libtorch can use here.</summary>
public static class CudaDevices
{
    private static readonly Lazy<(int Count, string? Reason)> Found = new(Look);

    /// <summary>How many.</summary>
    public static int Count => Found.Value.Count;

    /// <summary>Why there is none, in a line; null where there is one.</summary>
    public static string? Reason => Found.Value.Reason;

    private static (int Count, string? Reason) Look()
    {
        try
        {
            TorchLibrary.Load();
            int count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
            return count > 0 ? (count, null) : (0, TorchLibrary.HasCuda
                ? "libtorch has CUDA here, but finds no GPU or no driver that it can use: see what 'nvidia-smi' says"
                : $"libtorch has no CUDA here: build with -p:Torch=cuda, or name the folder of one that has in ${TorchLibrary.FolderVariable}");
        }
        catch (PlatformNotSupportedException fault)
        {
            return (0, fault.Message);
        }
    }
}
