using System.Diagnostics.Metrics;
using System.Globalization;

namespace GrokCluster.Grains.Telemetry;

/// <summary>Gauges of the sweeps whose coordinators live on this silo. Their series are as many as tasks, methods and ε of the sweeps under way, whatever the number of runs.</summary>
public sealed class SweepGauges
{
    private readonly LiveReadings<SweepReading> sweeps = new();

    private readonly TimeProvider clock;

    internal SweepGauges(Meter meter, TimeProvider clock)
    {
        this.clock = clock;
        meter.CreateObservableGauge("grok.runs", () => Each(sweep => sweep.Runs.Select(state => Of(state.Count, sweep, ("state", state.State)))), "{run}", "Runs of a sweep by state.");
        meter.CreateObservableGauge(
            "grok.checkpoint.outstanding", () => Each(sweep => [Of(sweep.Outstanding, sweep)]), "{checkpoint}", "Checkpoints of a sweep that are stored and not yet measured.");
        meter.CreateObservableGauge("grok.sweep.progress", () => Each(sweep => [Of(sweep.Progress, sweep)]), "1", "Part of a sweep's work that is done.");
        meter.CreateObservableGauge(
            "grok.sweep.remaining", () => Each(sweep => sweep.Remaining is { } left ? [Of(left.TotalSeconds, sweep)] : []), "s", "Estimated time left of a sweep.");
        meter.CreateObservableGauge("grok.training.epoch", () => Trainings((curve, point, sweep) => [Of(point.Epoch, sweep, curve)]), "{epoch}", "Epoch of the latest accuracies.");
        meter.CreateObservableGauge(
            "grok.training.accuracy",
            () => Trainings((curve, point, sweep) => [Of(point.TrainAccuracy, sweep, curve, ("split", "train")), Of(point.TestAccuracy, sweep, curve, ("split", "test"))]),
            "1",
            "Latest accuracies of a task and method by split.");
        meter.CreateObservableGauge("grok.complexity.epoch", () => Complexities((curve, point, sweep) => [Of(point.Epoch, sweep, curve)]), "{epoch}", "Epoch of the latest complexities.");
        meter.CreateObservableGauge(
            "grok.complexity.bytes",
            () => Complexities((curve, point, sweep) => point.Sizes.Select(size => Of(size.Bytes, sweep, curve, ("epsilon", size.Epsilon.ToString("R", CultureInfo.InvariantCulture))))),
            "By",
            "Latest complexities of a task and method by ε.");
    }

    /// <summary>A sweep's latest.</summary>
    /// <param name="owner">Its coordinator.</param>
    /// <param name="reading">The latest.</param>
    public void Show(object owner, SweepReading reading) => sweeps.Set(owner, reading);

    /// <summary>The sweep has long ended, or its coordinator lives elsewhere by now.</summary>
    public void Forget(object owner) => sweeps.Remove(owner);

    private IEnumerable<Measurement<double>> Each(Func<SweepReading, IEnumerable<Measurement<double>>> read) =>
        sweeps.All.Where(sweep => !(sweep.Until < clock.GetUtcNow())).SelectMany(read);

    private IEnumerable<Measurement<double>> Trainings(Func<CurveReading, TrainingPoint, SweepReading, IEnumerable<Measurement<double>>> read) =>
        Each(sweep => sweep.Curves.Where(curve => curve.Training is not null).SelectMany(curve => read(curve, curve.Training!, sweep)));

    private IEnumerable<Measurement<double>> Complexities(Func<CurveReading, ComplexityPoint, SweepReading, IEnumerable<Measurement<double>>> read) =>
        Each(sweep => sweep.Curves.Where(curve => curve.Complexity is not null).SelectMany(curve => read(curve, curve.Complexity!, sweep)));

    private static Measurement<double> Of(double value, SweepReading sweep, CurveReading curve, params ReadOnlySpan<(string Name, string Value)> more) =>
        Of(value, sweep, [("task", curve.Task), ("method", curve.Method), .. more]);

    private static Measurement<double> Of(double value, SweepReading sweep, params ReadOnlySpan<(string Name, string Value)> more)
    {
        KeyValuePair<string, object?>[] labels = [new("sweep", sweep.Sweep), .. more.ToArray().Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))];
        return new(value, labels);
    }
}
