using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace GrokCluster.Client.Figures;

/// <summary>The axes of the paper's figures.</summary>
public static class PanelAxes
{
    /// <summary>Room below and above the outermost ticks, in parts of what they span, so that lines at either end are seen whole.</summary>
    private const double Margin = 0.05;

    private const int Intervals = 5;

    private const int MostLabels = 8;

    private static readonly double[] RoundDigits = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

    /// <summary>Where a value stands on a log axis, which ScottPlot draws as a linear axis of exponents.</summary>
    public static double Log(double value) => Math.Log10(value);

    /// <summary>Epochs from 1 to <paramref name="last"/> on a log axis: labelled powers of ten, unlabelled ticks between.</summary>
    /// <param name="plot">The panel.</param>
    /// <param name="last">The last epoch shown.</param>
    /// <param name="labelled">Whether numbers and the label are drawn; the axis below may speak for it.</param>
    public static void Epochs(Plot plot, int last, bool labelled) =>
        Decades(plot, 0, Math.Max(Math.Log10(last), 1), exponent => "10" + string.Concat($"{exponent}".Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0'])), "Epoch", labelled);

    /// <summary>Ratios around 1 on a log axis, from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static void Ratios(Plot plot, double least, double most, string label, bool labelled) =>
        Decades(plot, Math.Log10(least), Math.Log10(most), exponent => Math.Pow(10, exponent).ToString("0.####", CultureInfo.InvariantCulture), label, labelled);

    /// <summary>Values of a log axis of which each is labelled, as distortion bounds that halve are.</summary>
    public static void LogValues(Plot plot, IAxis axis, IReadOnlyList<double> values, string label, bool labelled)
    {
        NumericManual ticks = new();
        foreach (double value in values)
        {
            ticks.AddMajor(Log(value), labelled ? value.ToString("0.####", CultureInfo.InvariantCulture) : "");
        }

        axis.TickGenerator = ticks;
        axis.Label.Text = labelled ? label : "";
        (double low, double high) = (Log(values.Min()), Log(values.Max()));
        double room = Math.Max((high - low) * Margin, 0.1);
        SetLimits(plot, axis, low - room, high + room);
    }

    /// <summary>Round values that a log axis is labelled at: 1, 2 and 5 of each power of ten, or powers alone where those would be many.</summary>
    /// <param name="least">The least value shown, positive.</param>
    /// <param name="largest">The largest value shown.</param>
    /// <returns>At least two, the first at most <paramref name="least"/> and the last at least <paramref name="largest"/>.</returns>
    public static IReadOnlyList<double> RoundLogValues(double least, double largest)
    {
        double[] digits = largest / least > 3000 ? [1] : [1, 2, 5];
        int first = (int)Math.Floor(Math.Log10(least));
        List<double> values = [.. Enumerable.Range(first, (int)Math.Ceiling(Math.Log10(largest)) - first + 2).SelectMany(exponent => digits.Select(digit => digit * Math.Pow(10, exponent)))];
        int begin = values.FindLastIndex(value => value <= least), end = values.FindIndex(begin + 1, value => value >= largest);
        return values[begin..(end + 1)];
    }

    /// <summary>Values side by side, each around a whole-numbered position, whatever lies between them; of many, some are labelled.</summary>
    public static void Categories(Plot plot, IAxis axis, IReadOnlyList<double> values, string label, bool labelled)
    {
        NumericManual ticks = new();
        int every = (values.Count + MostLabels - 1) / MostLabels;
        for (int i = 0; i < values.Count; i++)
        {
            ticks.AddMajor(i, labelled && i % every == 0 ? values[i].ToString("0.######", CultureInfo.InvariantCulture) : "");
        }

        axis.TickGenerator = ticks;
        axis.Label.Text = labelled ? label : "";
        SetLimits(plot, axis, -0.5, values.Count - 0.5);
    }

    /// <summary>A part of one, from 0 to 1, on the left.</summary>
    public static void Fraction(Plot plot, string label, bool labelled) => Linear(plot, plot.Axes.Left, 0, 1, label, labelled);

    /// <summary>
    /// A quantity from 0 to <paramref name="top"/> on the right. It is divided into as many intervals as the left axis, so that one set of grid lines serves both.
    /// </summary>
    public static void Amount(Plot plot, double top, string label, bool labelled) => Linear(plot, plot.Axes.Right, 0, top, label, labelled);

    /// <summary>A quantity on the left, divided into five intervals.</summary>
    public static void Left(Plot plot, double bottom, double top, string label, bool labelled) => Linear(plot, plot.Axes.Left, bottom, top, label, labelled);

    /// <summary>The least top of an axis with five round intervals that shows <paramref name="largest"/> whole.</summary>
    public static double RoundTop(double largest)
    {
        if (!(largest > 0))
        {
            return Intervals;
        }

        // Half the margin above the largest tick is room for data too; the other half keeps a thick line whole.
        return Intervals * RoundStep(largest / (1 + (Margin / 2)) / Intervals);
    }

    /// <summary>Bottom and top of an axis with five round intervals that shows a quantity which varies far from 0.</summary>
    public static (double Bottom, double Top) RoundRange(double least, double largest)
    {
        if (!(largest > least))
        {
            (least, largest) = double.IsFinite(least) ? (least - Math.Max(Math.Abs(least) * 0.05, 0.5), least + Math.Max(Math.Abs(least) * 0.05, 0.5)) : (0, Intervals);
        }

        // The bottom has to be a multiple of the step, so that up to a whole one may be lost below.
        double step = RoundStep((largest - least) / Intervals);
        double bottom = Math.Floor(least / step) * step;
        while (bottom + (Intervals * step) < largest)
        {
            step = RoundStep(step * 1.01);
            bottom = Math.Floor(least / step) * step;
        }

        return (bottom, bottom + (Intervals * step));
    }

    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * RoundDigits.First(digit => digit * power >= least * (1 - 1e-9));
    }

    private static void Linear(Plot plot, IYAxis axis, double bottom, double top, string label, bool labelled)
    {
        NumericManual ticks = new();
        for (int i = 0; i <= Intervals; i++)
        {
            double value = Math.Round(bottom + ((top - bottom) * i / Intervals), 12);
            string text = top > Intervals ? FormattableString.Invariant($"{value:0.##}") : FormattableString.Invariant($"{value:0.0##}");
            ticks.AddMajor(value, labelled ? text : "");
        }

        axis.TickGenerator = ticks;
        plot.Axes.SetLimitsY(bottom - (Margin * (top - bottom)), top + (Margin * (top - bottom)), axis);
        axis.Label.Text = labelled ? label : "";
    }

    private static void Decades(Plot plot, double begin, double end, Func<int, string> text, string label, bool labelled)
    {
        NumericManual ticks = new();
        for (int exponent = (int)Math.Floor(begin); exponent <= end; exponent++)
        {
            if (exponent >= begin)
            {
                ticks.AddMajor(exponent, labelled ? text(exponent) : "");
            }

            foreach (double minor in Enumerable.Range(2, 8).Select(digit => exponent + Math.Log10(digit)).Where(minor => minor >= begin && minor <= end))
            {
                ticks.AddMinor(minor);
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        double room = 0.03 * (end - begin);
        SetLimits(plot, plot.Axes.Bottom, begin - room, end + room);
        plot.Axes.Bottom.Label.Text = labelled ? label : "";
    }

    private static void SetLimits(Plot plot, IAxis axis, double low, double high)
    {
        if (axis is IXAxis x)
        {
            plot.Axes.SetLimitsX(low, high, x);
        }
        else
        {
            plot.Axes.SetLimitsY(low, high, (IYAxis)axis);
        }
    }
}
