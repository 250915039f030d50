using GrokCluster.Client.Terminal;
using Grokking.Coders.Tuning;
using Grokking.Runs;
using Spectre.Console;

namespace GrokCluster.Client.Measuring;

/// <summary>Says how fine-tuning goes, a line each time.</summary>
/// <param name="error">Where to.</param>
/// <param name="path">The checkpoint.</param>
internal sealed class TuningLines(IAnsiConsole error, string path) : IProgress<TuningProgress>
{
    /// <inheritdoc/>
    public void Report(TuningProgress value)
    {
        string found = value is { Bytes: { } bytes, Bound: { } bound } ? $"{bytes:N0} bytes, bound {bound:F4}" : "nothing in the ball yet";
        error.WritePlain(FormattableString.Invariant($"{path}: fine-tuning by {value.Coder.Name()}, {value.Done} of {value.Of} steps: {found}"));
    }
}
