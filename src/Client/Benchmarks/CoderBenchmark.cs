using Grokking.Coders;
using Grokking.Coders.Entropy;
using Grokking.Model;
using Grokking.Runs;
using TorchSharp;

namespace GrokCluster.Client.Benchmarks;

/// <summary>What coders took for one checkpoint.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Alone">CPU-seconds of each coder alone, for all ε, in the order of the coders.</param>
/// <param name="Together">CPU-seconds of all of them, which share what they can.</param>
/// <param name="Bytes">By coder, bytes for each ε.</param>
public sealed record CoderFigures(int Epoch, IReadOnlyList<Spread> Alone, Spread Together, IReadOnlyList<IReadOnlyList<int>> Bytes);

/// <summary>Throughput of the range coder with its models, in millions of symbols a CPU-second: MB/s, a symbol taken for a byte.</summary>
/// <param name="Encoding">Of the encoder.</param>
/// <param name="Decoding">Of the decoder.</param>
/// <param name="BitsPerSymbol">What a symbol takes.</param>
public sealed record RangeCoderFigures(Spread Encoding, Spread Decoding, double BitsPerSymbol);

/// <summary>CPU time of the coders beside bzip2.</summary>
/// <param name="run">The run whose checkpoints these are.</param>
/// <param name="settings">The ε.</param>
/// <param name="rounds">How often each checkpoint is coded.</param>
public sealed class CoderBenchmark(RunSpecification run, MeasureSettings settings, int rounds)
{
    private const int Rows = 2048;
    private const int Columns = 512;

    /// <summary>The coders.</summary>
    public static IReadOnlyList<CoderKind> Coders { get; } = [CoderKind.Tensor, CoderKind.Gauge, CoderKind.Fourier];

    /// <summary>Codes one checkpoint.</summary>
    public CoderFigures Measure(BenchmarkCheckpoint checkpoint, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        FreedMemory.Keep();
        IReadOnlyList<CodedMeasurement> sizes = Code(checkpoint, Coders, cancellation); // compiled and warm
        List<double>[] alone = [.. Coders.Select(_ => new List<double>())];
        List<double> together = [];
        for (int round = 0; round < rounds; round++)
        {
            foreach ((int i, CoderKind coder) in Coders.Index())
            {
                alone[i].Add(CpuTime.Of(() => Code(checkpoint, [coder], cancellation)).Cpu);
            }

            together.Add(CpuTime.Of(() => Code(checkpoint, Coders, cancellation)).Cpu);
        }

        return new(checkpoint.Epoch, [.. alone.Select(Spread.Of)], Spread.Of(together), [.. sizes.Select(each => (IReadOnlyList<int>)[.. each.Sizes.Select(size => (int)size.Bytes)])]);
    }

    /// <summary>Codes a matrix of a million small integers, whose magnitudes fall from column to column as those of a rotated residual stream do.</summary>
    public static RangeCoderFigures RangeCoder(int rounds)
    {
        IntegerMatrix matrix = new(Rows, Columns, [.. Enumerable.Range(0, Rows * Columns).Select(Symbol)]);
        byte[] stream = Encode(matrix);
        IntegerMatrix decoded = Decode(stream);
        if (!decoded.Values.AsSpan().SequenceEqual(matrix.Values))
        {
            throw new InvalidOperationException("The range coder's integers did not come back.");
        }

        List<double> encoding = [];
        List<double> decoding = [];
        for (int round = 0; round < rounds; round++)
        {
            encoding.Add(Rows * Columns / 1e6 / CpuTime.Of(() => Encode(matrix)).Cpu);
            decoding.Add(Rows * Columns / 1e6 / CpuTime.Of(() => Decode(stream)).Cpu);
        }

        return new(Spread.Of(encoding), Spread.Of(decoding), 8.0 * stream.Length / (Rows * Columns));
    }

    private IReadOnlyList<CodedMeasurement> Code(BenchmarkCheckpoint checkpoint, IReadOnlyList<CoderKind> coders, CancellationToken cancellation) =>
        CoderMeasurer.Measure(coders, run, checkpoint.Epoch, checkpoint.Weights, settings.Epsilons, cancellation);

    private static byte[] Encode(IntegerMatrix matrix)
    {
        RangeEncoder coder = new();
        new MatrixCoder().Code(ref coder, matrix);
        return coder.Finish();
    }

    private static IntegerMatrix Decode(byte[] stream)
    {
        RangeDecoder coder = new(stream);
        IntegerMatrix matrix = new(Rows, Columns);
        new MatrixCoder().Code(ref coder, matrix);
        return matrix;
    }

    private static int Symbol(int place)
    {
        double scale = 4.0 / (1 + (place % Columns / 16.0));
        return (int)Math.Round(scale * Math.Tan(1.4 * Math.Sin(place * 0.7391 * (1 + (place / Columns)))) / 2);
    }
}
