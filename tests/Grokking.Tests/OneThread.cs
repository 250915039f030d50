using System.Runtime.CompilerServices;
using TorchSharp;

namespace Grokking.Tests;

/// <summary>Test classes run side by side; each with as many libtorch threads as there are cores would spend its time waiting for the others.</summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Use() => torch.set_num_threads(1);
}
