using System.Globalization;

namespace GrokCluster.Client.Comparison;

/// <summary>A value read off a published figure: from <paramref name="Low"/> to <paramref name="High"/> where the curve does not say more, else both are the same.</summary>
public readonly record struct PublishedRange(double Low, double High)
{
    /// <summary>A value that the figure gives as one number.</summary>
    public static implicit operator PublishedRange(double value) => new(value, value);

    /// <summary>Such as <c>85</c> or <c>350–400</c>.</summary>
    public override string ToString() => Low == High ? Low.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Low}–{High}");

    /// <summary>How large a value is in parts of this one; a range where this is one.</summary>
    public PublishedRange RatioOf(double value) => new(value / High, value / Low);
}
