namespace GrokCluster.Client.Figures;

/// <summary>The curve y = a ln x + b of least squares, which the paper fits to rate–distortion points (Figure 4).</summary>
/// <param name="A">a, what y gains when x grows e-fold.</param>
/// <param name="B">b, y at x = 1.</param>
/// <param name="RSquared">R² = 1 − Σ(y − ŷ)²/Σ(y − ȳ)²; NaN where all y are equal and there is nothing to explain.</param>
public readonly record struct LogFit(double A, double B, double RSquared)
{
    /// <summary>The value at x &gt; 0.</summary>
    public double At(double x) => (A * Math.Log(x)) + B;

    /// <summary>Fits points of positive x; null where fewer than three x differ, as two are on a line whatever they are.</summary>
    public static LogFit? Of(IReadOnlyCollection<(double X, double Y)> points)
    {
        if (points.Select(point => point.X).Distinct().Count() < 3)
        {
            return null;
        }

        List<(double LogX, double Y)> all = [.. points.Select(point => (Math.Log(point.X), point.Y))];
        (double meanX, double meanY) = (all.Average(point => point.LogX), all.Average(point => point.Y));
        double a = all.Sum(point => (point.LogX - meanX) * (point.Y - meanY)) / all.Sum(point => (point.LogX - meanX) * (point.LogX - meanX));
        double b = meanY - (a * meanX);
        double total = all.Sum(point => (point.Y - meanY) * (point.Y - meanY));
        double left = all.Sum(point => (point.Y - (a * point.LogX) - b) * (point.Y - (a * point.LogX) - b));
        return new LogFit(a, b, total > 0 ? 1 - (left / total) : double.NaN);
    }

    /// <summary>As it is printed, such as <c>y = −5.21 ln x + 30.4, R² = 0.987</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"y = {Number(A)} ln x {(B < 0 ? "−" : "+")} {Number(Math.Abs(B))}, R² = {RSquared:0.000}");

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", System.Globalization.CultureInfo.InvariantCulture).Replace('-', '−');
}
