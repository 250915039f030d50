using System.Diagnostics.Metrics;
using GrokCluster.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace GrokCluster.Grains.Tests.Telemetry;

public sealed class InstrumentsTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualClock clock = new();
    private readonly Instruments instruments;

    public InstrumentsTests() => instruments = new Instruments(services.GetRequiredService<IMeterFactory>(), clock);

    [Fact]
    public void A_sweep_is_shown_by_state_task_method_and_epsilon()
    {
        instruments.Sweeps.Show(this, Sweep("a"));
        Assert.Equal(
            [
                "grok.checkpoint.outstanding{sweep=a} 3", "grok.complexity.bytes{epsilon=0.25,method=ours,sweep=a,task=add} 900", "grok.complexity.bytes{epsilon=1,method=ours,sweep=a,task=add} 700",
                "grok.complexity.epoch{method=ours,sweep=a,task=add} 64", "grok.runs{state=training,sweep=a} 2", "grok.runs{state=waiting,sweep=a} 5", "grok.sweep.progress{sweep=a} 0.5",
                "grok.sweep.remaining{sweep=a} 60", "grok.training.accuracy{method=ours,split=test,sweep=a,task=add} 0.1", "grok.training.accuracy{method=ours,split=train,sweep=a,task=add} 0.9",
                "grok.training.epoch{method=ours,sweep=a,task=add} 70",
            ],
            Read("sweep="));
    }

    [Fact]
    public void A_sweep_whose_coordinator_goes_is_shown_no_longer()
    {
        object other = new();
        instruments.Sweeps.Show(this, Sweep("a"));
        instruments.Sweeps.Show(other, Sweep("b"));
        instruments.Sweeps.Forget(this);
        Assert.NotEmpty(Read("sweep=b"));
        Assert.Empty(Read("sweep=a"));
    }

    [Fact]
    public void A_sweep_that_has_ended_is_shown_until_its_time_is_up()
    {
        instruments.Sweeps.Show(this, Sweep("a") with { Until = clock.GetUtcNow() + TimeSpan.FromMinutes(10) });
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.NotEmpty(Read("sweep=a"));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(Read("sweep=a"));
    }

    [Fact]
    public void A_queue_is_asked_when_somebody_looks_and_forgotten_when_it_goes()
    {
        int waiting = 1;
        instruments.Queues.Show(this, "cpu", () => waiting, () => 7);
        waiting = 2;
        Assert.Equal(["grok.queue.length{device_class=cpu,work=measuring} 7", "grok.queue.length{device_class=cpu,work=training} 2"], Read("grok.queue"));
        instruments.Queues.Forget(this);
        Assert.Empty(Read("grok.queue"));
    }

    [Fact]
    public void Storages_are_shown_before_the_first_error_and_a_lost_race_is_none()
    {
        instruments.Storage.StateFailed(new Orleans.Storage.InconsistentStateException("someone was faster"));
        instruments.Storage.CheckpointsFailed();
        Assert.Equal(["grok.storage.errors{storage=checkpoints} 1", "grok.storage.errors{storage=state} 0"], Read("grok.storage"));
    }

    [Fact]
    public void Slots_are_in_one_state_each()
    {
        Dictionary<string, int> slots = [];
        using MeterListener listener = Listener();
        listener.SetMeasurementEventCallback<int>((instrument, change, labels, _) =>
        {
            if (instrument.Name == "grok.device.slots")
            {
                string state = Describe(labels);
                slots[state] = slots.GetValueOrDefault(state) + change;
            }
        });
        listener.Start();
        instruments.AddSlots("cpu", 2);
        instruments.ChangeSlot("cpu", SlotState.Idle, SlotState.Training);
        Assert.Equal(
            ["device_class=cpu,state=held 0", "device_class=cpu,state=idle 1", "device_class=cpu,state=measuring 0", "device_class=cpu,state=training 1"],
            slots.Select(state => $"{state.Key} {state.Value}").Order(StringComparer.Ordinal));
    }

    public void Dispose() => services.Dispose();

    private static SweepReading Sweep(string id) => new(
        id, [("waiting", 5), ("training", 2)], 3, 0.5, TimeSpan.FromMinutes(1), [new("add", "ours", new(70, 0.9, 0.1), new(64, [(1, 700), (0.25, 900)])), new("add", "none", null, null)], Until: null);

    // What observable instruments say now, of lines that hold a text.
    private string[] Read(string text)
    {
        List<string> lines = [];
        using MeterListener listener = Listener();
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Add(instrument, value, labels));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
            lines.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{instrument.Name}{{{Describe(labels)}}} {value}"));
    }

    private MeterListener Listener() => new()
    {
        InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        },
    };

    private static string Describe(ReadOnlySpan<KeyValuePair<string, object?>> labels) => string.Join(',', labels.ToArray().Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
}
