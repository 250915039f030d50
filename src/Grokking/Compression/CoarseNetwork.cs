using Grokking.Model;

namespace Grokking.Compression;

/// <summary>
/// A coarse-grained network θ̂ in the form in which it is stored: per parameter either its values, or the factors (U·S, Vᵀ) of its low-rank form, all quantised with one bin size Δ.
/// </summary>
public sealed class CoarseNetwork
{
    private readonly int[] ranks;

    /// <summary>Takes ownership of stored values.</summary>
    /// <param name="layout">The network's parameters.</param>
    /// <param name="delta">Bin size Δ; 0 if the values are not quantised.</param>
    /// <param name="ranks">One per parameter: k of its factors, 0 if it is stored as it is.</param>
    /// <param name="values">In layout order; a low-rank parameter as U·S (m, k), then Vᵀ (k, n), row-major.</param>
    /// <exception cref="ArgumentException">The number of ranks or values does not fit.</exception>
    public CoarseNetwork(ParameterLayout layout, double delta, int[] ranks, float[] values)
    {
        if (ranks.Length != layout.Parameters.Count || values.Length != StoredCount(layout, ranks))
        {
            throw new ArgumentException($"{ranks.Length} ranks and {values.Length} values do not fit a network of {layout.Parameters.Count} parameters.", nameof(values));
        }

        (Layout, Delta, this.ranks, Values) = (layout, delta, ranks, values);
    }

    /// <summary>The network's parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>Bin size Δ; 0 if the values are not quantised.</summary>
    public double Delta { get; }

    /// <summary>k of each parameter's factors, 0 if it is stored as it is.</summary>
    public IReadOnlyList<int> Ranks => ranks;

    /// <summary>All stored values, in the order of the bytes.</summary>
    public float[] Values { get; }

    /// <summary>The unchanged weights as a network that can be coded: the naive description.</summary>
    public static CoarseNetwork Unquantized(Weights weights) => new(weights.Layout, 0, new int[weights.Layout.Parameters.Count], weights.Values);

    /// <summary>Cuts and quantises: θ̂ = Q̂(R̃(θ, τ), Δ), with R̃ given by its ranks.</summary>
    /// <param name="weights">θ.</param>
    /// <param name="lowRank">The spectra of θ.</param>
    /// <param name="ranks">What <see cref="LowRank.Ranks"/> gives for τ.</param>
    /// <param name="delta">Bin size Δ &gt; 0.</param>
    public static CoarseNetwork Of(Weights weights, LowRank lowRank, int[] ranks, double delta)
    {
        float[] values = new float[StoredCount(weights.Layout, ranks)];
        Span<float> rest = values;
        for (int i = 0; i < ranks.Length; i++)
        {
            int rank = ranks[i];
            if (rank == 0)
            {
                Quantizer.Quantize(weights[i], delta, rest);
                rest = rest[weights[i].Length..];
                continue;
            }

            MatrixSpectrum spectrum = lowRank.Spectra[i] ?? throw new ArgumentException($"Parameter {i} is no matrix and has no rank.", nameof(ranks));
            for (int row = 0; row < spectrum.Rows; row++)
            {
                Quantizer.Quantize(spectrum.ScaledLeft.AsSpan(row * spectrum.FullRank, rank), delta, rest);
                rest = rest[rank..];
            }

            Quantizer.Quantize(spectrum.Right.AsSpan(0, rank * spectrum.Columns), delta, rest);
            rest = rest[(rank * spectrum.Columns)..];
        }

        return new CoarseNetwork(weights.Layout, delta, ranks, values);
    }

    /// <summary>How many values a network with these ranks stores.</summary>
    public static int StoredCount(ParameterLayout layout, ReadOnlySpan<int> ranks)
    {
        int count = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            Parameter parameter = layout.Parameters[i];
            count += ranks[i] == 0 ? parameter.Count : ranks[i] * (parameter.Shape[0] + parameter.Shape[1]);
        }

        return count;
    }

    /// <summary>The weights θ̂ themselves, low-rank factors multiplied. The same bits on every machine.</summary>
    public Weights ToWeights()
    {
        Weights weights = new(Layout, new float[Layout.Count]);
        ReadOnlySpan<float> rest = Values;
        for (int i = 0; i < ranks.Length; i++)
        {
            Parameter parameter = Layout.Parameters[i];
            int stored = ranks[i] == 0 ? parameter.Count : ranks[i] * (parameter.Shape[0] + parameter.Shape[1]);
            if (ranks[i] == 0)
            {
                rest[..stored].CopyTo(weights[i]);
            }
            else
            {
                int left = parameter.Shape[0] * ranks[i];
                MatrixProduct.Multiply(rest[..left], rest[left..stored], ranks[i], parameter.Shape[1], weights[i]);
            }

            rest = rest[stored..];
        }

        return weights;
    }
}
