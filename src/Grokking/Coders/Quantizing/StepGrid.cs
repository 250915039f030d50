namespace Grokking.Coders.Quantizing;

/// <summary>The bins that a container can name: 2^(i/4), i in [−120, 120]. The roots are written out and scaled by powers of two, so that every machine has the same bits.</summary>
public static class StepGrid
{
    /// <summary>The largest i; the smallest is its negative.</summary>
    public const int Last = 120;

    /// <summary>Bits that name an i.</summary>
    public const int Bits = 8;

    private static readonly double[] Roots = [1, 1.189207115002721, 1.4142135623730951, 1.681792830507429];

    /// <summary>2^(i/4).</summary>
    public static float Step(int index) => (float)Math.ScaleB(Roots[index & 3], index >> 2);

    /// <summary>The i whose bin is nearest to a size in ratio, within the grid.</summary>
    public static int Nearest(double step) => step > 0 ? (int)Math.Clamp(Math.Round(4 * Math.Log2(step)), -Last, Last) : -Last;
}
