using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: GrokCluster.Tests.EndsStandstill]

namespace GrokCluster.Tests;

/// <summary>
/// Ends the process when its tests stand still, with their names on standard error: nobody learns anything from a run that never ends. Slow is not still, so no test has a limit in time. Of tests that
/// go on, some thread runs, or waits for a processor or a disk, whenever one looks, however slow the machine. Silos with nothing to do wake up often too, but now one of their
/// threads and now another. So tests stand still when in very many looks, between which none has begun or ended, no thread was seen at work again and again.
/// </summary>
/// <param name="threadsAtWork">The threads that have something to do just now.</param>
/// <param name="looks">So many looks decide.</param>
internal sealed class Standstill(Func<IReadOnlyCollection<string>> threadsAtWork, int looks)
{
    // Ten minutes of looks. It is their number that counts: a process that is stopped, as by a debugger, takes none.
    private const int Looks = 120;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Of a thread that works, this part of the looks at least: it may be one of several that take turns.
    private const double Part = 0.125;

    private readonly ConcurrentDictionary<string, string> running = new(StringComparer.Ordinal);
    private readonly Queue<IReadOnlyCollection<string>> seen = [];

    /// <summary>That of this process.</summary>
    public static Standstill OfThisProcess { get; } = new(new ProcessTree(Environment.ProcessId).ThreadsAtWork, Looks);

    /// <summary>Those who can tell what is under way, asked for the message.</summary>
    public ConcurrentDictionary<object, Func<string>> Witnesses { get; } = new();

    public void Begins(string id, string name)
    {
        running[id] = name;
        Forget();
    }

    public void Ends(string id)
    {
        running.TryRemove(id, out _);
        Forget();
    }

    /// <summary>Looks once.</summary>
    /// <returns>Whether tests stand still.</returns>
    public bool Look()
    {
        IReadOnlyCollection<string> threads = threadsAtWork();
        lock (seen)
        {
            seen.Enqueue(threads);
            if (seen.Count > looks)
            {
                seen.Dequeue();
            }

            int most = seen.SelectMany(each => each).GroupBy(each => each, StringComparer.Ordinal).Select(each => each.Count()).DefaultIfEmpty().Max();
            return !running.IsEmpty && seen.Count == looks && most < Part * looks && !Debugger.IsAttached;
        }
    }

    /// <summary>What stands still.</summary>
    public string Message() => string.Join(
        '\n',
        [$"{string.Join(", ", running.Values)}: no progress. Processes:", .. new ProcessTree(Environment.ProcessId).CommandLines(), .. Witnesses.Values.Select(witness => witness())]);

    /// <summary>Looks on a thread of its own, as those of the pool may be what is waited for, and ends the process.</summary>
    public void Watch(TimeSpan? pause = null) => new Thread(() =>
    {
        using ManualResetEvent never = new(false);
        while (!never.WaitOne(pause ?? Pause))
        {
            if (Look())
            {
                Environment.FailFast(Message());
            }
        }
    })
    { IsBackground = true, Name = nameof(Standstill) }.Start();

    private void Forget()
    {
        lock (seen)
        {
            seen.Clear();
        }
    }
}

/// <summary>Has the tests of an assembly ended when they stand still.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class EndsStandstillAttribute : BeforeAfterTestAttribute
{
    // /proc is Linux's. Elsewhere nobody watches.
    static EndsStandstillAttribute()
    {
        if (OperatingSystem.IsLinux())
        {
            Standstill.OfThisProcess.Watch();
        }
    }

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Standstill.OfThisProcess.Begins(test.UniqueID, test.TestDisplayName);

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Standstill.OfThisProcess.Ends(test.UniqueID);
}
