using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Grains.Devices;

/// <summary>
/// The thread of one device slot; it begins with the first work. Training and coarse-graining run here and never on Orleans' scheduler, which stays free to answer. libtorch gets one thread
/// of its own for each slot: several would fight over the cores.
/// </summary>
public sealed class ComputeThread(string name) : IDisposable
{
    // A little nicer than the threads that answer probes and calls: a silo whose cores all compute is busy, not dead.
    private const int Niceness = 5;

    // What computes cannot be interrupted between two checks; a silo that stops does not wait for it for ever.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<Action> work = [];
    private Thread? thread;

    /// <summary>Runs a function on the thread.</summary>
    public Task<T> Run<T>(Func<T> compute)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                result.SetResult(compute());
            }
            catch (Exception fault)
            {
                result.SetException(fault);
            }
        });
        if (thread is null)
        {
            thread = new Thread(Work) { Name = name, IsBackground = true };
            thread.Start();
        }

        return result.Task;
    }

    /// <summary>Ends the thread when what it was given is done, or leaves it to the end of the process if that takes too long.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        if (thread?.Join(EndPatience) != false)
        {
            work.Dispose();
        }
    }

    private void Work()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(which: 0, who: 0, Niceness); // of this thread alone
        }

        torch.set_num_threads(1);
        FreedMemory.Keep();
        foreach (Action each in work.GetConsumingEnumerable())
        {
            each();
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
