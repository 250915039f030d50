using System.Runtime.InteropServices;

namespace Grokking.Devices;

/// <summary>A device has too little memory for what was asked of it. What asked is as it was before.</summary>
/// <param name="members">How many members were to train together.</param>
/// <param name="cause">libtorch's own words.</param>
public sealed class DeviceMemoryExhaustedException(int members, Exception? cause)
    : Exception($"{members} {(members == 1 ? "run does" : "runs together do")} not fit in the device's memory ({cause?.Message.ReplaceLineEndings(" ").Trim()}).", cause)
{
    // libtorch's allocator, then those of the libraries that it calls. TorchSharp hands all of them on as ExternalException with the text alone.
    private static readonly string[] Words = ["out of memory", "ALLOC_FAILED", "can't allocate memory"];

    /// <summary>How many members were to train together.</summary>
    public int Members => members;

    /// <summary>Whether a fault of libtorch says that memory is exhausted.</summary>
    public static bool IsCauseOf(Exception fault) =>
        fault is DeviceMemoryExhaustedException || (fault is ExternalException && Words.Any(word => fault.Message.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
