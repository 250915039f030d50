using ScottPlot;
using ScottPlot.TickGenerators;

namespace GrokCluster.Client.Figures;

/// <summary>The axes of the paper's figures.</summary>
public static class PanelAxes
{
    /// <summary>Room below 0 and above the largest tick, in parts of the largest tick, so that lines at either end are seen whole.</summary>
    private const double Margin = 0.05;

    private const int Intervals = 5;

    /// <summary>Where an epoch stands on the log axis, which ScottPlot draws as a linear axis of exponents.</summary>
    public static double Log(int epoch) => Math.Log10(epoch);

    /// <summary>Epochs from 1 to <paramref name="last"/> on a log axis: labelled powers of ten, unlabelled ticks between.</summary>
    /// <param name="plot">The panel.</param>
    /// <param name="last">The last epoch shown.</param>
    /// <param name="labelled">Whether numbers and the label are drawn; the axis below may speak for it.</param>
    public static void Epochs(Plot plot, int last, bool labelled)
    {
        double end = Math.Max(Math.Log10(last), 1);
        NumericManual ticks = new();
        for (int exponent = 0; exponent <= end; exponent++)
        {
            ticks.AddMajor(exponent, labelled ? PowerOfTen(exponent) : "");
            foreach (double minor in Enumerable.Range(2, 8).Select(digit => exponent + Math.Log10(digit)).Where(minor => minor <= end))
            {
                ticks.AddMinor(minor);
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.SetLimitsX(-0.03 * end, 1.03 * end);
        plot.Axes.Bottom.Label.Text = labelled ? "Epoch" : "";
    }

    /// <summary>A part of one, from 0 to 1, on the left.</summary>
    public static void Fraction(Plot plot, string label, bool labelled) => Linear(plot, plot.Axes.Left, 1, label, labelled);

    /// <summary>
    /// A quantity from 0 to <paramref name="top"/> on the right. It is divided into as many intervals as the left axis, so that one set of grid lines serves both.
    /// </summary>
    public static void Amount(Plot plot, double top, string label, bool labelled) => Linear(plot, plot.Axes.Right, top, label, labelled);

    /// <summary>The least top of an axis with five round intervals that shows <paramref name="largest"/> whole.</summary>
    public static double RoundTop(double largest)
    {
        if (!(largest > 0))
        {
            return Intervals;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(largest / Intervals)));
        // Half the margin above the largest tick is room for data too; the other half keeps a thick line whole.
        double least = largest / (1 + (Margin / 2)) / Intervals;
        return Intervals * power * new[] { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.First(digit => digit * power >= least * (1 - 1e-9));
    }

    private static void Linear(Plot plot, IYAxis axis, double top, string label, bool labelled)
    {
        NumericManual ticks = new();
        for (int i = 0; i <= Intervals; i++)
        {
            double value = Math.Round(top * i / Intervals, 12);
            string text = top > Intervals ? FormattableString.Invariant($"{value:0.##}") : FormattableString.Invariant($"{value:0.0##}");
            ticks.AddMajor(value, labelled ? text : "");
        }

        axis.TickGenerator = ticks;
        plot.Axes.SetLimitsY(-Margin * top, (1 + Margin) * top, axis);
        axis.Label.Text = labelled ? label : "";
    }

    private static string PowerOfTen(int exponent) => "10" + string.Concat($"{exponent}".Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
}
