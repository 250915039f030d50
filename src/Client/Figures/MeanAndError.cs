namespace GrokCluster.Client.Figures;

/// <summary>A sample in two numbers: its mean and the standard error of that mean, s/√n with s² = Σ(x − x̄)²/(n − 1).</summary>
/// <param name="Count">n.</param>
/// <param name="Mean">x̄; NaN for an empty sample.</param>
/// <param name="StandardError">s/√n; 0 for a sample of one, of which nothing is known and no band is drawn.</param>
public readonly record struct MeanAndError(int Count, double Mean, double StandardError)
{
    /// <summary>x̄ − s/√n.</summary>
    public double Low => Mean - StandardError;

    /// <summary>x̄ + s/√n.</summary>
    public double High => Mean + StandardError;

    /// <summary>Sums up a sample. Two passes, as the one-pass formula cancels for large means.</summary>
    public static MeanAndError Of(IReadOnlyCollection<double> sample)
    {
        double mean = sample.Count == 0 ? double.NaN : sample.Sum() / sample.Count;
        double squares = sample.Sum(value => (value - mean) * (value - mean));
        return new(sample.Count, mean, sample.Count < 2 ? 0 : Math.Sqrt(squares / (sample.Count - 1) / sample.Count));
    }
}
