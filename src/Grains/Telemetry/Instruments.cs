using System.Diagnostics.Metrics;

namespace GrokCluster.Grains.Telemetry;

/// <summary>
/// What GrokCluster measures of itself, as the OpenTelemetry meter <c>GrokCluster</c>. Labels are bounded: sweep, task, method, coder, ε, device class; never run ids or seeds. What counts up for as long as a
/// silo lives has no sweep either, as there is no end to those.
/// </summary>
public sealed class Instruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "GrokCluster";

    // From a small network's member in a cohort on a GPU to a large one's on a busy core.
    private static readonly InstrumentAdvice<double> UpdateSeconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    };

    private static readonly InstrumentAdvice<double> CoarseGrainingSeconds = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200] };

    private readonly Counter<long> epochs;
    private readonly Counter<long> updates;
    private readonly Histogram<double> updateDuration;
    private readonly Histogram<double> coarseGrainingDuration;
    private readonly Counter<long> coarseGrainingEvaluations;
    private readonly Counter<long> leaseExpired;
    private readonly UpDownCounter<int> slots;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="clock">Tells when a sweep that has ended is no longer shown.</param>
    public Instruments(IMeterFactory meters, TimeProvider clock)
    {
        Meter meter = meters.Create(MeterName);
        epochs = meter.CreateCounter<long>("grok.training.epochs", "{epoch}", "Epochs trained, summed over runs.");
        updates = meter.CreateCounter<long>("grok.training.updates", "{update}", "Updates of a member's weights.");
        updateDuration = meter.CreateHistogram("grok.training.update.duration", "s", "Time of one update of one member, by epoch of a cohort.", null, UpdateSeconds);
        coarseGrainingDuration = meter.CreateHistogram("grok.coarse_graining.duration", "s", "Time to measure one checkpoint, all ε together.", null, CoarseGrainingSeconds);
        coarseGrainingEvaluations = meter.CreateCounter<long>("grok.coarse_graining.evaluations", "{evaluation}", "Coarse-grainings (τ, Δ) that were evaluated.");
        leaseExpired = meter.CreateCounter<long>("grok.lease.expired", "{lease}", "Leases that ran out without a heartbeat.");
        slots = meter.CreateUpDownCounter<int>("grok.device.slots", "{slot}", "Device slots by state.");
        Sweeps = new SweepGauges(meter, clock);
        Queues = new QueueGauges(meter);
        Storage = new StorageErrors(meter);
    }

    /// <summary>Gauges of sweeps.</summary>
    public SweepGauges Sweeps { get; }

    /// <summary>Gauges of queues.</summary>
    public QueueGauges Queues { get; }

    /// <summary>Errors of what keeps states and checkpoints.</summary>
    public StorageErrors Storage { get; }

    /// <summary>A cohort has trained an epoch.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="method">Its method.</param>
    /// <param name="deviceClass">Where.</param>
    /// <param name="members">How many runs.</param>
    /// <param name="updatesPerEpoch">Updates of each of them.</param>
    /// <param name="seconds">How long it took.</param>
    public void Trained(string task, string method, string deviceClass, int members, int updatesPerEpoch, double seconds)
    {
        KeyValuePair<string, object?>[] labels = [new("task", task), new("method", method), new("device_class", deviceClass)];
        long done = (long)members * updatesPerEpoch;
        epochs.Add(members, labels);
        updates.Add(done, labels);
        updateDuration.Record(seconds / done, labels);
    }

    /// <summary>A checkpoint was measured.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="method">Its method.</param>
    /// <param name="deviceClass">Where.</param>
    /// <param name="coder">What measured it, such as <c>bzip2</c>.</param>
    /// <param name="evaluations">Coarse-grainings tried; 0 of coders that try none.</param>
    /// <param name="seconds">How long it took.</param>
    public void CoarseGrained(string task, string method, string deviceClass, string coder, int evaluations, double seconds)
    {
        KeyValuePair<string, object?>[] labels = [new("task", task), new("method", method), new("device_class", deviceClass), new("coder", coder)];
        coarseGrainingDuration.Record(seconds, labels);
        if (evaluations > 0)
        {
            coarseGrainingEvaluations.Add(evaluations, labels);
        }
    }

    /// <summary>Leases ran out.</summary>
    public void LeasesExpired(string deviceClass, int count) => leaseExpired.Add(count, new KeyValuePair<string, object?>("device_class", deviceClass));

    /// <summary>Idle slots were added, or taken away where the count is negative.</summary>
    public void AddSlots(string deviceClass, int count)
    {
        foreach (string state in SlotState.All)
        {
            slots.Add(state == SlotState.Idle ? count : 0, Labels(deviceClass, state));
        }
    }

    /// <summary>A slot went from one <see cref="SlotState"/> to another.</summary>
    public void ChangeSlot(string deviceClass, string before, string after)
    {
        slots.Add(-1, Labels(deviceClass, before));
        slots.Add(1, Labels(deviceClass, after));
    }

    private static KeyValuePair<string, object?>[] Labels(string deviceClass, string state) => [new("device_class", deviceClass), new("state", state)];
}
