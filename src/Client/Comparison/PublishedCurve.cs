using Grokking.Tasks;

namespace GrokCluster.Client.Comparison;

/// <summary>
/// What Figure 2 of the paper shows of a task with method ours, read off the published picture (arXiv 2412.09810, Figure 2; <c>docs/results.md</c> repeats it). The curves are means over <see cref="Seeds"/>
/// seeds at <see cref="Epsilon"/>; what the figure calls steps are epochs.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Memorization">Epoch in which train accuracy passes 0.98.</param>
/// <param name="Grokking">Epoch in which test accuracy passes 0.98.</param>
/// <param name="Peak">The largest complexity, KB.</param>
/// <param name="PeakEpoch">When that is.</param>
/// <param name="Lowest">The smallest complexity after the peak, KB, where the figure shows one before its end.</param>
/// <param name="LowestEpoch">When that is.</param>
/// <param name="Final">Complexity at <see cref="Epochs"/>, KB.</param>
public sealed record PublishedCurve(
    Operation Task, PublishedRange Memorization, PublishedRange Grokking, PublishedRange Peak, PublishedRange PeakEpoch, PublishedRange? Lowest, PublishedRange? LowestEpoch, PublishedRange Final)
{
    /// <summary>Where the published curves end, epochs.</summary>
    public const int Epochs = 10_000;

    /// <summary>Seeds behind the published means.</summary>
    public const int Seeds = 6;

    /// <summary>The ε of the published complexities, nats.</summary>
    public const double Epsilon = 1;

    /// <summary>The four tasks of the figure.</summary>
    public static IReadOnlyList<PublishedCurve> All { get; } =
    [
        new(Operation.Add, Memorization: 85, Grokking: new(350, 400), Peak: 97, PeakEpoch: 90, Lowest: null, LowestEpoch: null, Final: 24),
        new(Operation.Mul, Memorization: 90, Grokking: 400, Peak: 93, PeakEpoch: 66, Lowest: null, LowestEpoch: null, Final: 23),
        // A plateau rather than a peak: 210 KB at 40 and still 206 KB at 115.
        new(Operation.Sub, Memorization: 115, Grokking: 400, Peak: 210, PeakEpoch: new(40, 115), Lowest: 86, LowestEpoch: new(700, 1000), Final: 110),
        new(Operation.Div, Memorization: 115, Grokking: new(320, 400), Peak: 210, PeakEpoch: 115, Lowest: 73, LowestEpoch: new(2000, 2600), Final: 98),
    ];

    /// <summary>The curve of a task; null where the figure has none.</summary>
    public static PublishedCurve? Of(Operation task) => All.FirstOrDefault(each => each.Task == task);
}
