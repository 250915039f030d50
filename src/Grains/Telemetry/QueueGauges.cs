using System.Diagnostics.Metrics;

namespace GrokCluster.Grains.Telemetry;

/// <summary>Gauges of the queues that live on this silo.</summary>
public sealed class QueueGauges
{
    private readonly LiveReadings<Queue> queues = new();

    internal QueueGauges(Meter meter) => meter.CreateObservableGauge(
        "grok.queue.length",
        () => queues.All.SelectMany(queue => new[] { Of(queue, "training", queue.Trainings), Of(queue, "measuring", queue.Measurings) }),
        "{item}",
        "Pieces of work that wait for a slot, by device class and kind of work.");

    /// <summary>A queue has come to this silo.</summary>
    /// <param name="owner">The queue.</param>
    /// <param name="deviceClass">Whose slots it serves.</param>
    /// <param name="trainings">Says how many trainings wait; asked from any thread.</param>
    /// <param name="measurings">Says how many checkpoints wait; asked from any thread.</param>
    public void Show(object owner, string deviceClass, Func<int> trainings, Func<int> measurings) => queues.Set(owner, new(deviceClass, trainings, measurings));

    /// <summary>It has gone.</summary>
    public void Forget(object owner) => queues.Remove(owner);

    private static Measurement<int> Of(Queue queue, string work, Func<int> count) => new(count(), new("device_class", queue.DeviceClass), new KeyValuePair<string, object?>("work", work));

    private sealed record Queue(string DeviceClass, Func<int> Trainings, Func<int> Measurings);
}
