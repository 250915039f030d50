using System.Globalization;

namespace GrokCluster.Silo.Tests.Processes;

/// <summary>
/// Equal bytes under one numerics fingerprint; another one, and curves that agree up to rounding, on a processor that computes otherwise.
/// </summary>
public class NumericsTests
{
    private const int Epochs = 40;

    // Of a loss, relative. Measured: 4e-4 (docs/results.md, Numerics); a step of another learning rate or another draw of noise makes 1e-1.
    private const double LossTolerance = 5e-3;

    // Of an accuracy: three equations of some 265 may tip over. Measured: none.
    private const double AccuracyTolerance = 0.012;

    // Holds every library back to what the oldest x64 processors have, so that this processor, whatever it has, computes like another.
    private static readonly Dictionary<string, string> Narrower = new()
    {
        ["DOTNET_EnableAVX2"] = "0",
        ["ATEN_CPU_CAPABILITY"] = "default",
        ["ONEDNN_MAX_CPU_ISA"] = "SSE41",
        ["MKL_CBWR"] = "COMPATIBLE",
    };

    private sealed record Trained(
        string Fingerprint, string Weights, double TrainLoss, double TestLoss, double TrainAccuracy, double TestAccuracy);

    [Fact]
    public async Task One_fingerprint_gives_the_same_bytes_and_another_the_same_curves_within_the_tolerance()
    {
        Trained[] all = await Task.WhenAll(Train(environment: null), Train(environment: null), Train(Narrower));
        (Trained first, Trained again, Trained other) = (all[0], all[1], all[2]);
        Assert.Equal(first, again);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
        Assert.InRange(other.TrainLoss, first.TrainLoss * (1 - LossTolerance), first.TrainLoss * (1 + LossTolerance));
        Assert.InRange(other.TestLoss, first.TestLoss * (1 - LossTolerance), first.TestLoss * (1 + LossTolerance));
        Assert.Equal(first.TrainAccuracy, other.TrainAccuracy, AccuracyTolerance);
        Assert.Equal(first.TestAccuracy, other.TestAccuracy, AccuracyTolerance);
    }

    private static async Task<Trained> Train(IReadOnlyDictionary<string, string>? environment)
    {
        await using ChildProcess child = ChildProcess.Role(Child.Trainer, Epochs.ToString(CultureInfo.InvariantCulture), environment);
        (int code, string output, string error) = await child.EndAsync();
        Assert.True(code == 0, error);
        string[] said = output.Trim().Split(' ');
        double[] scores = [.. said[2..].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new(said[0], said[1], scores[0], scores[1], scores[2], scores[3]);
    }
}
