using System.Diagnostics;
using GrokCluster.Grains.Queues;

namespace GrokCluster.Grains.Devices;

/// <summary>What GrokCluster tells in traces, as the source <c>GrokCluster</c>: a span for each job of a slot, around the calls that it makes. Unlike labels of metrics, a span may name its runs.</summary>
public static class Spans
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "GrokCluster";

    // Enough to find a cohort by.
    private const int NamedRuns = 8;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a job, <c>training</c> or <c>measuring</c>; to be disposed of at its end.</summary>
    /// <param name="lease">What is worked on.</param>
    /// <param name="slot">Which slot does it.</param>
    /// <param name="deviceClass">The slot's class of device.</param>
    /// <returns>Null where nobody records.</returns>
    public static Activity? Job(Lease lease, string slot, string deviceClass)
    {
        WorkName first = lease.Items[0].Name;
        Activity? span = Source.StartActivity(first.Kind == WorkKind.Training ? "training" : "measuring");
        return span?
            .SetTag("grok.slot", slot)
            .SetTag("grok.device", deviceClass)
            .SetTag("grok.run_count", lease.Items.Count)
            .SetTag("grok.runs", string.Join(',', lease.Items.Take(NamedRuns).Select(item => item.Name.Run)));
    }

    /// <summary>Tells that the job failed.</summary>
    public static void Fail(this Activity? span, Exception fault) => span?.SetStatus(ActivityStatusCode.Error, fault.Message).AddException(fault);
}
