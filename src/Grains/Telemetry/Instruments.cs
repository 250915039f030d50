using System.Diagnostics.Metrics;

namespace GrokCluster.Grains.Telemetry;

/// <summary>
/// What GrokCluster measures of itself, as the OpenTelemetry meter <c>GrokCluster</c>. Labels are bounded: sweep, task, method, coder, ε, device class; never run ids
/// or seeds.
/// </summary>
public sealed class Instruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "GrokCluster";

    private static readonly InstrumentAdvice<double> UpdateSeconds = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] };
    private static readonly InstrumentAdvice<double> CoarseGrainingSeconds = new() { HistogramBucketBoundaries = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100] };

    private readonly Counter<long> epochs;
    private readonly Histogram<double> updateDuration;
    private readonly Histogram<double> coarseGrainingDuration;
    private readonly Gauge<long> complexity;
    private readonly Gauge<double> accuracy;
    private readonly Gauge<int> queueLength;
    private readonly Counter<long> leaseExpired;
    private readonly UpDownCounter<int> slots;
    private readonly Counter<long> runs;

    /// <summary>Creates the instruments.</summary>
    public Instruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        epochs = meter.CreateCounter<long>("grok.training.epochs", "{epoch}", "Epochs trained, summed over runs.");
        updateDuration = meter.CreateHistogram("grok.training.update.duration", "s", "Time of one update of one member.", null, UpdateSeconds);
        accuracy = meter.CreateGauge<double>("grok.training.accuracy", "1", "Latest accuracy by split.");
        coarseGrainingDuration = meter.CreateHistogram("grok.coarse_graining.duration", "s", "Time to measure one checkpoint, all ε together.", null, CoarseGrainingSeconds);
        complexity = meter.CreateGauge<long>("grok.complexity.bytes", "By", "Latest complexity by coder and ε.");
        queueLength = meter.CreateGauge<int>("grok.queue.length", "{item}", "Work waiting by device class.");
        leaseExpired = meter.CreateCounter<long>("grok.lease.expired", "{lease}", "Leases that ran out by device class.");
        slots = meter.CreateUpDownCounter<int>("grok.device.slots", "{slot}", "Device slots by state.");
        runs = meter.CreateCounter<long>("grok.runs", "{run}", "Runs that ended, by state.");
    }

    /// <summary>A cohort has trained some epochs.</summary>
    public void Trained(string task, string method, int members, int epochCount, double secondsPerUpdate)
    {
        epochs.Add((long)members * epochCount, new("task", task), new("method", method));
        updateDuration.Record(secondsPerUpdate, new("task", task), new KeyValuePair<string, object?>("method", method));
    }

    /// <summary>A run was evaluated.</summary>
    public void Evaluated(string task, string method, double train, double test)
    {
        accuracy.Record(train, new("task", task), new("method", method), new("split", "train"));
        accuracy.Record(test, new("task", task), new("method", method), new("split", "test"));
    }

    /// <summary>A checkpoint was measured.</summary>
    public void CoarseGrained(string task, string method, string coder, double seconds) => coarseGrainingDuration.Record(seconds, new("task", task), new("method", method), new("coder", coder));

    /// <summary>A complexity was found.</summary>
    public void Complexity(string task, string method, string coder, double epsilon, long bytes) =>
        complexity.Record(bytes, new("task", task), new("method", method), new("coder", coder), new("epsilon", epsilon));

    /// <summary>Work waits.</summary>
    public void QueueLength(string deviceClass, int waiting) => queueLength.Record(waiting, new KeyValuePair<string, object?>("device_class", deviceClass));

    /// <summary>Leases ran out.</summary>
    public void LeasesExpired(string deviceClass, int count) => leaseExpired.Add(count, new KeyValuePair<string, object?>("device_class", deviceClass));

    /// <summary>Slots begin (+1) or cease (−1) to be in a state, <c>idle</c> or <c>busy</c>.</summary>
    public void Slots(string deviceClass, string state, int change) => slots.Add(change, new("device_class", deviceClass), new KeyValuePair<string, object?>("state", state));

    /// <summary>A run has ended.</summary>
    public void RunEnded(string state) => runs.Add(1, new KeyValuePair<string, object?>("state", state));
}
