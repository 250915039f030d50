using ScottPlot;

namespace GrokCluster.Client.Figures;

/// <summary>Gives a panel the left axis of a kind.</summary>
/// <param name="plot">The panel.</param>
/// <param name="low">The least that a band of the row reaches.</param>
/// <param name="high">The most that a band of the row reaches.</param>
/// <param name="labelled">Whether numbers and the label are drawn; the axis of the first panel speaks for its row.</param>
public delegate void ValueAxis(Plot plot, double low, double high, bool labelled);

/// <summary>Kinds of value axes.</summary>
public static class ValueAxes
{
    /// <summary>From 0 to a round top.</summary>
    public static ValueAxis FromZero(string label) => (plot, _, high, labelled) => PanelAxes.Left(plot, 0, PanelAxes.RoundTop(high), label, labelled);

    /// <summary>Over what the values span: for those that vary little, far from 0.</summary>
    public static ValueAxis Range(string label) => (plot, low, high, labelled) =>
    {
        (double bottom, double top) = PanelAxes.RoundRange(low, high);
        PanelAxes.Left(plot, bottom, top, label, labelled);
    };

    /// <summary>From 0 to 1.</summary>
    public static ValueAxis Fraction(string label) => (plot, _, _, labelled) => PanelAxes.Fraction(plot, label, labelled);

    /// <summary>Logarithmic, labelled at round values over what curves of logarithms span.</summary>
    /// <param name="label">The axis' label.</param>
    /// <param name="shown">A value that is always on it; null for none.</param>
    public static ValueAxis Logarithms(string label, double? shown = null) => (plot, low, high, labelled) =>
    {
        (double least, double largest) = double.IsFinite(low) ? (Math.Pow(10, low), Math.Pow(10, high)) : (1, 10);
        (least, largest) = (Math.Min(least, shown ?? least), Math.Max(largest, shown ?? largest));
        PanelAxes.LogValues(plot, plot.Axes.Left, PanelAxes.RoundLogValues(least, largest), label, labelled);
    };

    /// <summary>Logarithmic, each of some values labelled; curves hold logarithms.</summary>
    public static ValueAxis LogValues(string label, IReadOnlyList<double> values) => (plot, _, _, labelled) => PanelAxes.LogValues(plot, plot.Axes.Left, values, label, labelled);
}
