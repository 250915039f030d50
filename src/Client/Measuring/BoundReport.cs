using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Runs;
using Grokking.Theory;
using Spectre.Console;

namespace GrokCluster.Client.Measuring;

/// <summary>Eqn 4 for one container.</summary>
/// <param name="Size">The container.</param>
/// <param name="Terms">What each term has.</param>
internal sealed record CodedBound(CodedSize Size, BoundTerms Terms);

/// <summary>What <c>grok bound</c> found of one checkpoint.</summary>
/// <param name="Description">Lines that say what it is.</param>
/// <param name="Bounds">A bound for each coder and ε that was tried.</param>
internal sealed record BoundReport(IReadOnlyList<string> Description, IReadOnlyList<CodedBound> Bounds)
{
    /// <summary>The smallest; of equal ones the first.</summary>
    public CodedBound Smallest => Bounds.MinBy(each => each.Terms.Bound)!;

    /// <summary>Evaluates Eqn 4 for every container that was tried. Its δ is shared by all of them, as the smallest is chosen after the data are seen.</summary>
    /// <param name="description">Lines that say what was measured.</param>
    /// <param name="sizes">The containers.</param>
    /// <param name="trainCount">n.</param>
    /// <param name="delta">δ.</param>
    public static BoundReport Of(IReadOnlyList<string> description, IReadOnlyList<CodedSize> sizes, int trainCount, double delta) =>
        new(description, [.. sizes.Select(each => new CodedBound(each, GeneralizationBound.Terms(each.Bytes, 1 - each.CoarseTrain.Accuracy, trainCount, delta, sizes.Count)))]);

    /// <summary>Prints lines.</summary>
    public void Print(IAnsiConsole console)
    {
        foreach (string line in Description)
        {
            console.WritePlain(line);
        }

        console.WritePlain("");
        TextTable table = new("coder", ">ε", ">K, bytes", ">K, nats", ">2 log K", ">log 1/δ", $">log {Bounds.Count} tried", ">n", ">train error", ">complexity term", ">bound", "says");
        foreach (CodedBound each in Bounds)
        {
            BoundTerms terms = each.Terms;
            table.Add(
                each.Size.Coder.Name(), each.Size.Epsilon.ToString("R", CultureInfo.InvariantCulture), Number(terms.Bytes, "N0"), Number(terms.Complexity, "N1"), Number(terms.Length, "F1"), Number(terms.Confidence, "F2"),
                Number(terms.Choice, "F2"), Number(terms.TrainCount, "N0"), Number(terms.TrainingError, "F4"), Number(terms.Gap, "F4"), Number(terms.Bound, "F4"), Says(terms));
        }

        table.Print(console);
        console.WritePlain("");
        BoundTerms least = Smallest.Terms;
        console.WritePlain(FormattableString.Invariant(
            $"smallest: {Smallest.Size.Coder.Name()} at ε = {Smallest.Size.Epsilon:R}: {least.TrainingError:F4} + √(({least.Complexity:F1} + {least.Length:F1} + {least.Confidence:F2} + {least.Choice:F2}) / {2 * (long)least.TrainCount}) = {least.Bound:F4}; {(least.IsInformative ? "below 1, it says something" : "not below 1, it says nothing")}"));
        foreach (string fallback in Bounds.Where(each => each.Size.Fallback is not null).Select(each => $"{each.Size.Coder.Name()}: {each.Size.Fallback}").Distinct())
        {
            console.WritePlain(fallback);
        }

        CoderNotes.Print(console, Bounds.Select(each => each.Size.Coder));
    }

    /// <summary>One object.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="delta">δ.</param>
    public object ToJson(string file, double delta) => new { File = file, Delta = delta, Tried = Bounds.Count, Smallest = Row(Smallest), Bounds = Bounds.Select(Row) };

    private static object Row(CodedBound each) => new
    {
        Coder = each.Size.Coder.Name(),
        each.Size.Epsilon,
        each.Terms.Bytes,
        ComplexityNats = each.Terms.Complexity,
        LengthNats = each.Terms.Length,
        ConfidenceNats = each.Terms.Confidence,
        ChoiceNats = each.Terms.Choice,
        each.Terms.TrainCount,
        each.Terms.TrainingError,
        ComplexityTerm = each.Terms.Gap,
        each.Terms.Bound,
        each.Terms.IsInformative,
        TestError = 1 - each.Size.CoarseTest.Accuracy,
        each.Size.Fallback,
    };

    private static string Says(BoundTerms terms) => terms.IsInformative ? "yes" : "nothing";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
