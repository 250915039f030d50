using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Grains.Sweeps;

/// <summary>One axis of a sweep's grid.</summary>
/// <param name="Hyperparameter">A name of <see cref="Grokking.Runs.Hyperparameter.All"/>.</param>
/// <param name="Values">Its values, without repetition.</param>
public sealed record GridAxis(string Hyperparameter, IReadOnlyList<double> Values);

/// <summary>A named grid of runs and the ε to measure, as a sweep file states it: only what differs from the paper's settings.</summary>
[Immutable]
public sealed record SweepSpecification
{
    private const int LongestName = 100;

    /// <summary>Names results and the sweep; see <see cref="IsName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The tasks, each with every method.</summary>
    public required IReadOnlyList<Operation> Tasks { get; init; }

    /// <summary>The methods.</summary>
    public required IReadOnlyList<Method> Methods { get; init; }

    /// <summary>The seeds, without repetition.</summary>
    public required SeedList Seeds { get; init; }

    /// <summary>Epochs of every run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Which network.</summary>
    public NetworkKind Network { get; init; } = NetworkKind.Transformer;

    /// <summary>The measuring schedule, the ε and the effort.</summary>
    public MeasureSettings Measure { get; init; } = new();

    /// <summary>Hyperparameters set for every run, by name.</summary>
    public IReadOnlyDictionary<string, double> Fixed { get; init; } = new Dictionary<string, double>();

    /// <summary>Hyperparameters that vary; the grid is their product.</summary>
    public IReadOnlyList<GridAxis> Grid { get; init; } = [];

    /// <summary>Class of the devices that train; a name of <see cref="DeviceClass"/>.</summary>
    public string Device { get; init; } = DeviceClass.Cpu;

    /// <summary>Which files of its runs are kept.</summary>
    public Retention Keep { get; init; } = Retention.All;

    /// <summary>After so many faults of one piece of work in a row a run is given up, at least 1; the loss of a silo is no fault.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>
    /// Whether a text can name a sweep: 1 to 100 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, the first no <c>.</c>, as folders are
    /// named by it.
    /// </summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && text[0] != '.'
        && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' or '.');
}
