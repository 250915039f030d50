using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Runs;
using Spectre.Console;

namespace GrokCluster.Client.Measuring;

/// <summary>What <c>grok measure</c> found, as lines for people or one JSON object for programs, whose keys are the columns of measurements.csv.</summary>
/// <param name="Description">Lines that say what was measured.</param>
/// <param name="Weights">Number of weights.</param>
/// <param name="TrainCount">Number n of training examples; null where it is not known, and with it bound and description length.</param>
/// <param name="Measurement">The figures, other coders' among them.</param>
/// <param name="Coded">The coded network that lay beside the file.</param>
/// <param name="Saved">What was written.</param>
internal sealed record MeasureReport(IReadOnlyList<string> Description, int Weights, int? TrainCount, Measurement Measurement, (string Path, long Bytes)? Coded, CoarseFiles? Saved)
{
    private double BestEpsilon => TrainCount is null ? double.NaN : Measurement.BestEpsilon;

    /// <summary>Prints lines.</summary>
    public void Print(IAnsiConsole console)
    {
        foreach (string line in Description)
        {
            console.WritePlain(line);
        }

        if (Coded is { } coded)
        {
            console.WritePlain(Line($"{coded.Path}: {coded.Bytes:N0} bytes, which decode to these weights bit for bit"));
        }

        console.WritePlain(Line($"loss {Loss(Measurement.Train.Loss)} train, {Loss(Measurement.Test.Loss)} test; accuracy {Part(Measurement.Train.Accuracy)} train, {Part(Measurement.Test.Accuracy)} test"));
        console.WritePlain(Line($"naive bzip2 {Measurement.NaiveBytes:N0} bytes; effective rank {Measurement.EffectiveRank:F1}; best ε by description length {Number(BestEpsilon, "R")}"));
        console.WritePlain("");
        TextTable table = new(">ε", ">bytes", ">τ", ">Δ", ">distortion", ">train loss", ">train acc", ">test loss", ">test acc", ">bound", ">length, bits", ">Δ alone, bytes");
        foreach (EpsilonMeasurement each in Measurement.Epsilons)
        {
            table.Add(
                Number(each.Epsilon, "R"), Number(each.Bytes, "N0"), Number(each.Tau, "F3"), Number(each.Delta, "G3"), Loss(each.Distortion), Loss(each.CoarseTrain.Loss), Part(each.CoarseTrain.Accuracy),
                Loss(each.CoarseTest.Loss), Part(each.CoarseTest.Accuracy), Number(Bound(each), "F3"), Number(Length(each), "N0"), Number(each.QuantizedBytes, "N0"));
        }

        table.Print(console);
        PrintCoded(console);
        if (Saved is { } saved)
        {
            console.WritePlain("");
            if (saved.File is { } file)
            {
                console.WritePlain(Line($"{file}: the network of ε = {saved.Epsilon:R}"));
                console.WritePlain(Line($"{saved.Coded}: its {saved.Bytes:N0} bytes, coded"));
            }
            else
            {
                console.WritePlain(Line($"{saved.Coded}: the {saved.Bytes:N0} bytes of ε = {saved.Epsilon:R}, coded; grok decode reads them"));
            }
        }
    }

    private void PrintCoded(IAnsiConsole console)
    {
        if (Measurement.Coded.Count == 0)
        {
            return;
        }

        Dictionary<double, long> published = Measurement.Epsilons.ToDictionary(each => each.Epsilon, each => each.Bytes);
        TextTable table = new("coder", ">ε", ">bytes", ">/ bzip2", ">distortion", ">train loss", ">train acc", ">test loss", ">test acc", ">bound", ">length, bits", "fallback");
        foreach (CodedSize each in Measurement.Coded)
        {
            table.Add(
                each.Coder.Name(), Number(each.Epsilon, "R"), Number(each.Bytes, "N0"), Number((double)each.Bytes / published[each.Epsilon], "F3"), Loss(each.Distortion), Loss(each.CoarseTrain.Loss), Part(each.CoarseTrain.Accuracy),
                Loss(each.CoarseTest.Loss), Part(each.CoarseTest.Accuracy), Number(Known(each.GeneralizationBound), "F3"), Number(Known(each.DescriptionLengthBits), "N0"), each.Fallback ?? "");
        }

        console.WritePlain("");
        table.Print(console);
        CoderNotes.Print(console, Measurement.Coded.Select(each => each.Coder));
    }

    /// <summary>One object.</summary>
    /// <param name="file">The file that was measured.</param>
    public object ToJson(string file) => new
    {
        File = file,
        Weights,
        TrainCount,
        Measurement.Epoch,
        TrainLoss = Measurement.Train.Loss,
        TrainAccuracy = Measurement.Train.Accuracy,
        TestLoss = Measurement.Test.Loss,
        TestAccuracy = Measurement.Test.Accuracy,
        Measurement.EffectiveRank,
        Measurement.NaiveBytes,
        BestEpsilon,
        Coded = Coded is { } coded ? new { File = coded.Path, coded.Bytes } : null,
        Epsilons = Measurement.Epsilons.Select(each => new
        {
            each.Epsilon,
            each.Bytes,
            each.Tau,
            each.Delta,
            each.Distortion,
            CoarseTrainLoss = each.CoarseTrain.Loss,
            CoarseTrainAccuracy = each.CoarseTrain.Accuracy,
            CoarseTestLoss = each.CoarseTest.Loss,
            CoarseTestAccuracy = each.CoarseTest.Accuracy,
            each.QuantizedBytes,
            each.QuantizedDelta,
            GeneralizationBound = Bound(each),
            DescriptionLengthBits = Length(each),
        }),
        Coders = Measurement.Coded.Select(each => new
        {
            Coder = each.Coder.Name(),
            each.Epsilon,
            each.Bytes,
            each.Distortion,
            CoarseTrainLoss = each.CoarseTrain.Loss,
            CoarseTrainAccuracy = each.CoarseTrain.Accuracy,
            CoarseTestLoss = each.CoarseTest.Loss,
            CoarseTestAccuracy = each.CoarseTest.Accuracy,
            GeneralizationBound = Known(each.GeneralizationBound),
            DescriptionLengthBits = Known(each.DescriptionLengthBits),
            each.Fallback,
        }),
        Saved,
    };

    private double Bound(EpsilonMeasurement each) => Known(each.GeneralizationBound);

    private double Length(EpsilonMeasurement each) => Known(each.DescriptionLengthBits);

    private double Known(double ofTrainCount) => TrainCount is null ? double.NaN : ofTrainCount;

    private static string Loss(double value) => Number(value, "G4");

    private static string Part(double value) => Number(value, "F4");

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
