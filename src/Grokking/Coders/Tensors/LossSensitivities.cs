using Grokking.Coders.Quantizing;
using Grokking.Compression;
using Grokking.Model;

namespace Grokking.Coders.Tensors;

/// <summary>How much the tensors of an unknown network matter: the change of its loss when one alone is quantised, over the squared error; the same for all values of a tensor.</summary>
internal static class LossSensitivities
{
    private const double Noticeable = 0.05; // nats: a change of the loss well above rounding and well below saturation
    private const int MostTries = 10;

    /// <summary>One for each parameter.</summary>
    public static IReadOnlyList<SensitiveTensor> Of(Weights weights, IWeightScorer scorer, double loss)
    {
        LowRank lowRank = LowRank.Of(weights);
        List<SensitiveTensor> found = [];
        for (int i = 0; i < weights.Layout.Parameters.Count; i++)
        {
            float[] own = weights[i].ToArray();
            double square = own.Sum(each => (double)each * each);
            float sensitivity = own.Length == 0 || square == 0 ? 0 : (float)OfOne(weights, i, StepGrid.Nearest(Math.Sqrt(square / own.Length)), scorer, loss);
            found.Add(SensitiveTensor.Uniform(weights.Layout.Parameters[i], own, lowRank.Spectra[i], sensitivity));
        }

        return found;
    }

    private static double OfOne(Weights weights, int index, int step, IWeightScorer scorer, double loss)
    {
        double sensitivity = 0;
        for (int tried = 0; tried < MostTries; tried++)
        {
            Weights changed = new(weights.Layout, [.. weights.Values]);
            double error = 0;
            float bin = StepGrid.Step(step);
            Span<float> own = changed[index];
            for (int i = 0; i < own.Length; i++)
            {
                float before = own[i];
                own[i] = MathF.Round(before / bin) * bin;
                error += Math.Pow(own[i] - before, 2);
            }

            double change = Math.Abs(scorer.ScoreTrain([changed])[0].Loss - loss);
            if (double.IsFinite(change) && error > 0)
            {
                sensitivity = change / error;
                if (change is > Noticeable / 4 and < Noticeable * 4)
                {
                    return sensitivity;
                }
            }

            step = Math.Clamp(step + (change < Noticeable ? 4 : -4), -StepGrid.Last, StepGrid.Last);
            if (change < Noticeable && error > 0 && own.IndexOfAnyExcept(0f) < 0)
            {
                return sensitivity; // all of it is gone and hardly missed
            }
        }

        return sensitivity;
    }
}
