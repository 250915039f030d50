using Grokking.Model;
using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>
/// About how many bytes bzip2 will take for every (τ, Δ), known before any network is built. For each bin size of a grid, the symbols of each tensor are counted once; those of low-rank factors
/// direction by direction, so that one pass gives the order-0 entropy at every rank.
/// </summary>
/// <remarks>
/// Per tensor or factor the estimate is 1.12 · N H / 8 + 1.3 · (distinct symbols) bytes: bzip2 does not reach the entropy, and must first learn each symbol.
/// Between grid points it is interpolated in log Δ. <see cref="SizeModel"/> corrects it by what was compressed.
/// </remarks>
public sealed class EntropySurface
{
    private const int GridSize = 16;
    private const double BytesPerEntropyBit = 1.12 / 8;
    private const double BytesPerSymbol = 1.3;
    private const double BytesPerContainer = 70;

    private readonly LowRank lowRank;
    private readonly double[][][] bytes; // [Δ][parameter][rank]; rank 0 is the tensor as it is

    /// <summary>Counts the symbols of θ.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="lowRank">Its spectra.</param>
    /// <param name="cancellation">Observed between bin sizes.</param>
    public EntropySurface(Weights weights, LowRank lowRank, CancellationToken cancellation = default)
    {
        this.lowRank = lowRank;
        bytes = new double[GridSize][][];
        SymbolHistogram left = new();
        SymbolHistogram right = new();
        for (int i = 0; i < GridSize; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double delta = SearchSpace.Delta(i / (GridSize - 1.0));
            bytes[i] = [.. Enumerable.Range(0, weights.Layout.Parameters.Count).Select(parameter => BytesByRank(weights, parameter, delta, left, right))];
        }
    }

    /// <summary>The estimate at a point of the <see cref="SearchSpace"/>, bytes.</summary>
    public double Bytes(UnitPoint point)
    {
        double place = Math.Clamp(point.X, 0, 1) * (GridSize - 1);
        int below = Math.Min((int)place, GridSize - 2);
        double part = place - below;
        double sum = BytesPerContainer;
        for (int i = 0; i < bytes[below].Length; i++)
        {
            int rank = lowRank.Spectra[i]?.StoredRank(point.Y) ?? 0;
            sum += ((1 - part) * bytes[below][i][rank]) + (part * bytes[below + 1][i][rank]);
        }

        return sum;
    }

    private double[] BytesByRank(Weights weights, int parameter, double delta, SymbolHistogram left, SymbolHistogram right)
    {
        MatrixSpectrum? spectrum = lowRank.Spectra[parameter];
        int largest = spectrum is null ? 0 : MatrixSpectrum.LargestUsefulRank(spectrum.Rows, spectrum.Columns);
        double[] byRank = new double[largest + 1];
        left.Clear();
        left.Add(weights.Values, weights.Layout.OffsetOf(parameter), 1, weights.Layout.Parameters[parameter].Count, delta);
        byRank[0] = Estimate(left);
        left.Clear();
        right.Clear();
        for (int k = 1; k <= largest; k++)
        {
            left.Add(spectrum!.ScaledLeft, k - 1, spectrum.FullRank, spectrum.Rows, delta);
            right.Add(spectrum.Right, (k - 1) * spectrum.Columns, 1, spectrum.Columns, delta);
            byRank[k] = Estimate(left) + Estimate(right);
        }

        return byRank;
    }

    private static double Estimate(SymbolHistogram symbols) => (BytesPerEntropyBit * symbols.Bits) + (BytesPerSymbol * symbols.Distinct);
}
