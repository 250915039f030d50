using System.Globalization;

namespace GrokCluster.Client.Benchmarks;

/// <summary>A measured quantity: its median and the quarter of all rounds on either side that lie beyond the quartiles.</summary>
/// <param name="Median">Half of the rounds lie below.</param>
/// <param name="Low">First quartile.</param>
/// <param name="High">Third quartile.</param>
/// <param name="Rounds">How often it was measured.</param>
public sealed record Spread(double Median, double Low, double High, int Rounds)
{
    /// <summary>Of at least one value.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(At(0.5), At(0.25), At(0.75), sorted.Length);

        double At(double part)
        {
            double place = part * (sorted.Length - 1);
            int below = (int)place;
            int above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
        }
    }

    /// <summary>Such as <c>10.4 (10.3 to 10.6)</c>.</summary>
    public string Text(string format = "F1") => string.Create(CultureInfo.InvariantCulture, $"{Median.ToString(format, CultureInfo.InvariantCulture)} ({Low.ToString(format, CultureInfo.InvariantCulture)} to {High.ToString(format, CultureInfo.InvariantCulture)})");
}
