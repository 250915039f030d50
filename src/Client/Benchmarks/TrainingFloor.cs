using Grokking.Model;
using Grokking.Runs;

namespace GrokCluster.Client.Benchmarks;

/// <summary>
/// The arithmetic of one member-update in the fast form, which no implementation of that form can go below on a given core. Products count 2 operations a multiplication and addition,
/// and a backward pass twice its forward.
/// </summary>
/// <param name="ProductOperations">Float32 operations of the network's matrix products.</param>
/// <param name="SpectralOperations">Float64 operations of the spectral gradient.</param>
/// <param name="Bytes">Bytes that must move: weights, noise, gradients and moments, and each activation once in each direction.</param>
public sealed record TrainingFloor(double ProductOperations, double SpectralOperations, double Bytes)
{
    private const int Positions = 4;
    private const int FunctionNodes = 48;

    /// <summary>Counts for a run whose batches have the full size.</summary>
    public static TrainingFloor Of(RunSpecification run)
    {
        Architecture shape = run.Architecture;
        (double d, double m, double b) = (shape.Width, shape.MlpWidth, run.BatchSize);
        double pairs = (2 * run.Modulus) + 2;
        double vocabulary = run.Modulus + 2;
        double all = Positions * b;
        double Mlp(double rows) => 4 * rows * d * m;
        double Square(double rows) => 2 * rows * d * d;
        double forward = 2 * b * d * vocabulary;
        double activations = 0;
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            bool last = layer == shape.Layers - 1;
            double read = last ? b : all;
            // Of one block values of the pairs; of the first of several queries, keys and values of the pairs; of the last, queries and what heads read and mix.
            double projections = shape.Layers == 1 ? Square(pairs) : 3 * Square(layer == 0 ? pairs : read);
            forward += projections + (4 * read * Positions * d) + Square(read) + Mlp(read);
            activations += read * ((8 * d) + (2 * m));
        }

        Parameter[] matrices = [.. Networks.Create(shape, run.Modulus).Layout.Parameters.Where(each => each.IsMatrix)];
        double weights = Networks.Create(shape, run.Modulus).Layout.Count;
        bool spectral = run.SpectralEntropy > 0;
        double spectralDoubles = spectral ? matrices.Sum(each => Function(each.Shape.Max(), each.Shape.Min())) : 0;
        return new(3 * forward, spectralDoubles, sizeof(float) * ((11 * weights) + (4 * activations)));
    }

    /// <summary>Seconds on a core of these rates.</summary>
    public double Seconds(MachineRates rates) => (ProductOperations / rates.ProductsPerSecond) + (SpectralOperations / rates.DoubleOperationsPerSecond) + (Bytes / rates.BytesPerSecond);

    // The reduction to bidiagonal form, a function of it, and the way back on both sides; of slender matrices those of their Gram matrix's factor, and what leads to it and from it.
    private static double Function(double m, double n)
    {
        bool slender = m >= 2 * n;
        double rows = slender ? n : m;
        return (4 * n * n * (rows - (n / 3))) + (FunctionNodes * n * n) + (4 * rows * n * n) + (slender ? (3 * m * n * n) + (n * n * n / 3) : 0);
    }
}
