using Grokking.Optimization;

namespace Grokking.Compression;

/// <summary>
/// What is believed of the logarithm of a candidate's size: the entropy estimate, corrected by a Gaussian process over (τ, Δ) that has seen the ratio of real to estimated size
/// of everything compressed for this checkpoint.
/// </summary>
/// <remarks>
/// The ratio is smooth: it stays within some 15 % of 1 wherever a network keeps more than a kilobyte, and within about 1 % near what was compressed. A candidate is left uncompressed only
/// if even μ − <see cref="Margin"/> · σ of its size is above the smallest size known. That is an estimate and no proof; a test compares with compressing everything.
/// </remarks>
/// <param name="surface">The entropy estimate.</param>
public sealed class SizeModel(EntropySurface surface)
{
    /// <summary>
    /// Standard deviations of doubt that a candidate is given: it is left uncompressed if even μ − Margin · σ of its size is above the smallest size known. With 0, 1, 2 and 3, measuring four
    /// checkpoints of a run at seven ε took 7.9, 8.5, 9.8 and 11.2 CPU-seconds, and no size was on the whole the smaller for it: whoever is expected to be smaller is compressed, and no one else.
    /// </summary>
    public const double Margin = 0;

    // Measured on low-rank-plus-noise networks of the published size; in logarithms of size.
    private static readonly Matern52 Ratio = new(LengthX: 0.4, LengthY: 0.4, SignalVariance: 0.16 * 0.16, NoiseVariance: 0.009 * 0.009);

    private GaussianProcess correction = new([], [], Ratio, 0);

    /// <summary>The belief of ln(bytes) at a point of the <see cref="SearchSpace"/>, but for the small chance part of each single size.</summary>
    public Gaussian LogBytes(UnitPoint point)
    {
        Gaussian ratio = correction.Predict(point);
        return ratio with { Mean = ratio.Mean + Math.Log(surface.Bytes(point)) };
    }

    /// <summary>ln of the size below which a candidate is not expected to fall: μ − <see cref="Margin"/> · σ, chance included.</summary>
    public double LowerBound(UnitPoint point)
    {
        Gaussian ratio = correction.PredictObservation(point);
        return Math.Log(surface.Bytes(point)) + ratio.Mean - (Margin * ratio.StandardDeviation);
    }

    /// <summary>Learns a real size.</summary>
    public void Observe(UnitPoint point, long bytes) => correction = correction.With(point, Math.Log(bytes) - Math.Log(surface.Bytes(point)));
}
