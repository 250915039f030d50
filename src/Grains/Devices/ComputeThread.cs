using System.Collections.Concurrent;
using Grokking.Model;
using TorchSharp;

namespace GrokCluster.Grains.Devices;

/// <summary>
/// The thread of one device slot. Training and coarse-graining run here and never on Orleans' scheduler, which stays free to answer. libtorch gets one thread
/// of its own for each slot: several would fight over the cores.
/// </summary>
public sealed class ComputeThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    /// <summary>Starts the thread.</summary>
    public ComputeThread(string name)
    {
        thread = new Thread(Work) { Name = name, IsBackground = true };
        thread.Start();
    }

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
        return result.Task;
    }

    /// <summary>Ends the thread when what it was given is done.</summary>
    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private void Work()
    {
        torch.set_num_threads(1);
        FreedMemory.Keep();
        foreach (Action each in work.GetConsumingEnumerable())
        {
            each();
        }
    }
}
