namespace Grokking.Compression;

/// <summary>Counts quantised symbols one by one and knows at every moment what an order-0 code of them would take.</summary>
internal sealed class SymbolHistogram
{
    // Symbols beyond are counted as the last one: only an estimate is made of them.
    private const int LargestBin = 1 << 15;

    // c log₂ c − (c − 1) log₂ (c − 1), what the c-th occurrence of a symbol adds to Σ c log₂ c.
    private static readonly double[] Increments = [.. Enumerable.Range(0, 1 << 16).Select(Increment)];

    private readonly int[] counts = new int[(2 * LargestBin) + 1];
    private double sum; // Σ c log₂ c over symbols

    /// <summary>N, how many symbols were counted.</summary>
    public int Count { get; private set; }

    /// <summary>How many different ones.</summary>
    public int Distinct { get; private set; }

    /// <summary>N H = N log₂ N − Σ c log₂ c, bits.</summary>
    public double Bits => Count == 0 ? 0 : Math.Max(0, (Count * Math.Log2(Count)) - sum);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(counts);
        (sum, Count, Distinct) = (0, 0, 0);
    }

    /// <summary>Counts round(value / Δ) of <paramref name="length"/> values, <paramref name="stride"/> apart.</summary>
    public void Add(float[] values, int start, int stride, int length, double delta)
    {
        for (int i = 0, at = start; i < length; i++, at += stride)
        {
            int bin = Math.Clamp(Quantizer.Bin(values[at], delta), -LargestBin, LargestBin);
            int count = ++counts[bin + LargestBin];
            Distinct += count == 1 ? 1 : 0;
            sum += count < Increments.Length ? Increments[count] : Increment(count);
        }

        Count += length;
    }

    private static double Increment(int count) => count < 2 ? 0 : (count * Math.Log2(count)) - ((count - 1) * Math.Log2(count - 1));
}
