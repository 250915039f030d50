using System.Globalization;
using System.Text.RegularExpressions;

namespace GrokCluster.Client.SweepFiles;

/// <summary>
/// An inclusive range as sweep files write it: <c>0..5</c>, or <c>0.1..1 step 0.1</c>; the step is 1 where it is left out. Decimal arithmetic, so that the third
/// value of <c>0.1..1 step 0.1</c> is 0.3 and not 0.30000000000000004.
/// </summary>
/// <param name="Start">First value.</param>
/// <param name="End">No value is larger.</param>
/// <param name="Step">From one value to the next, positive.</param>
public sealed partial record NumberRange(decimal Start, decimal End, decimal Step)
{
    // Keeps the arithmetic below well inside what a decimal holds, and every seed within the bound.
    private const decimal Largest = 1e20m;

    /// <summary>How many values it has; 0 where <see cref="End"/> is smaller than <see cref="Start"/>. A double, as it may be huge.</summary>
    public double Count
    {
        get
        {
            if (End < Start)
            {
                return 0;
            }

            // A decimal division is exact where it must be, but overflows where the count is huge.
            double steps = (double)(End - Start) / (double)Step;
            return 1 + (steps < 1e9 ? (double)decimal.Floor((End - Start) / Step) : Math.Floor(steps));
        }
    }

    /// <summary>The values, ascending; produced one by one.</summary>
    public IEnumerable<decimal> Values()
    {
        // By index, as adding a step too small for the decimal's 28 digits would never end.
        for (long index = 0; index < Count; index++)
        {
            yield return Start + (index * Step);
        }
    }

    /// <summary>Reads a range.</summary>
    /// <returns>Whether the text is one; <c>5..0</c> is, though it is empty, a step that is not positive makes it none.</returns>
    public static bool TryParse(string text, out NumberRange range)
    {
        range = new(0, 0, 1);
        Match match = Form().Match(text);
        if (!match.Success
            || !TryNumber(match.Groups["start"].Value, out decimal start)
            || !TryNumber(match.Groups["end"].Value, out decimal end))
        {
            return false;
        }

        decimal step = 1;
        if (match.Groups["step"].Success && !TryNumber(match.Groups["step"].Value, out step))
        {
            return false;
        }

        range = new(start, end, step);
        return step > 0;
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= Largest;

    [GeneratedRegex(@"^(?<start>[^\s]+?)\s*\.\.\s*(?<end>[^\s]+)(\s+step\s+(?<step>[^\s]+))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
