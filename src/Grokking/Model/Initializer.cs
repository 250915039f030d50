using Grokking.Randomness;

namespace Grokking.Model;

/// <summary>How one tensor starts (Flax's defaults, which the authors' code takes).</summary>
/// <param name="Constant">The value of every element where <paramref name="Deviation"/> is 0.</param>
/// <param name="Deviation">Standard deviation of a normal distribution around 0.</param>
/// <param name="Truncated">Whether the distribution is cut at two standard deviations of the uncut one, and widened so that its deviation stays.</param>
public readonly record struct Initializer(float Constant, double Deviation, bool Truncated)
{
    // Standard deviation of a standard normal cut at ±2.
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>All zero: biases.</summary>
    public static Initializer Zero => new(0, 0, false);

    /// <summary>All one: gains of normalisation.</summary>
    public static Initializer One => new(1, 0, false);

    /// <summary>A dense kernel: truncated normal of variance 1/fan_in.</summary>
    public static Initializer Dense(int inputs) => new(0, Math.Sqrt(1.0 / inputs), true);

    /// <summary>An embedding table: normal of variance 1/d_model.</summary>
    public static Initializer Embedding(int width) => new(0, Math.Sqrt(1.0 / width), false);

    /// <summary>The initial weights of a run: a function of network and seed alone.</summary>
    public static Weights InitialWeights(INetwork network, ulong seed)
    {
        ParameterLayout layout = network.Layout;
        float[] normal = new float[layout.Count];
        Gaussian.Fill(new DrawStream(seed, Purpose.Initialization), normal);
        float[] cut = TruncatedNormal(normal, seed);
        Weights weights = new(layout, normal);
        for (int i = 0; i < layout.Parameters.Count; i++)
        {
            Initializer initializer = network.Initializers[i];
            Span<float> tensor = weights[i];
            if (initializer.Deviation == 0)
            {
                tensor.Fill(initializer.Constant);
                continue;
            }

            ReadOnlySpan<float> source = (initializer.Truncated ? cut : normal).AsSpan(layout.OffsetOf(i), tensor.Length);
            float scale = (float)(initializer.Truncated ? initializer.Deviation / TruncatedDeviation : initializer.Deviation);
            for (int j = 0; j < tensor.Length; j++)
            {
                tensor[j] = source[j] * scale;
            }
        }

        return weights;
    }

    // Rejection: an element outside ±2 takes the first of its further draws that is inside.
    private static float[] TruncatedNormal(float[] normal, ulong seed)
    {
        float[] cut = [.. normal];
        float[] further = new float[cut.Length];
        for (int attempt = 1; cut.Any(value => Math.Abs(value) > 2); attempt++)
        {
            Gaussian.Fill(new DrawStream(seed, Purpose.Initialization, Update: attempt), further);
            for (int i = 0; i < cut.Length; i++)
            {
                cut[i] = Math.Abs(cut[i]) > 2 ? further[i] : cut[i];
            }
        }

        return cut;
    }
}
