using System.Globalization;
using GrokCluster.Client.Terminal;
using Grokking.Coders;
using Grokking.Coders.Tuning;
using Grokking.Runs;
using Grokking.Theory;
using Spectre.Console;

namespace GrokCluster.Client.Measuring;

/// <summary>Eqn 4 for one container.</summary>
/// <param name="Size">The container.</param>
/// <param name="Terms">What each term has.</param>
/// <param name="IsTuned">Whether the network was searched for inside the ball (<see cref="TunedNetworks"/>), so that it says nothing of the checkpoint.</param>
internal sealed record CodedBound(CodedSize Size, BoundTerms Terms, bool IsTuned)
{
    /// <summary>The coder, and how it was used.</summary>
    public string Coder => IsTuned ? $"{Size.Coder.Name()}, fine-tuned" : Size.Coder.Name();
}

/// <summary>What <c>grok bound</c> found of one checkpoint.</summary>
/// <param name="Description">Lines that say what it is.</param>
/// <param name="Bounds">A bound for each coder and ε that was tried, those of fine-tuned networks last.</param>
/// <param name="Tried">How many containers there were to choose from.</param>
internal sealed record BoundReport(IReadOnlyList<string> Description, IReadOnlyList<CodedBound> Bounds, int Tried)
{
    /// <summary>The smallest; of equal ones the first.</summary>
    public CodedBound Smallest => Bounds.MinBy(each => each.Terms.Bound)!;

    /// <summary>Evaluates Eqn 4 for every container that was tried. Its δ is shared by all of them, as the smallest is chosen after the data are seen.</summary>
    /// <param name="description">Lines that say what was measured.</param>
    /// <param name="sizes">The containers.</param>
    /// <param name="tuned">What fine-tuning found.</param>
    /// <param name="trainCount">n.</param>
    /// <param name="delta">δ.</param>
    public static BoundReport Of(IReadOnlyList<string> description, IReadOnlyList<CodedSize> sizes, IReadOnlyList<TunedNetworks> tuned, int trainCount, double delta)
    {
        int tried = sizes.Count + tuned.Sum(each => each.Tried);
        return new(description, [.. sizes.Select(each => Bound(each, false)), .. tuned.SelectMany(each => each.Networks).Select(each => Bound(CoderMeasurer.Describe(each, trainCount), true))], tried);

        CodedBound Bound(CodedSize size, bool isTuned) => new(size, GeneralizationBound.Terms(size.Bytes, 1 - size.CoarseTrain.Accuracy, trainCount, delta, tried), isTuned);
    }

    /// <summary>Prints lines.</summary>
    public void Print(IAnsiConsole console)
    {
        foreach (string line in Description)
        {
            console.WritePlain(line);
        }

        console.WritePlain("");
        TextTable table = new("coder", ">ε", ">K, bytes", ">K, nats", ">2 log K", ">log 1/δ", $">log {Tried} tried", ">n", ">train error", ">complexity term", ">bound", "says");
        foreach (CodedBound each in Bounds)
        {
            BoundTerms terms = each.Terms;
            table.Add(
                each.Coder, each.Size.Epsilon.ToString("R", CultureInfo.InvariantCulture), Number(terms.Bytes, "N0"), Number(terms.Complexity, "N1"), Number(terms.Length, "F1"), Number(terms.Confidence, "F2"),
                Number(terms.Choice, "F2"), Number(terms.TrainCount, "N0"), Number(terms.TrainingError, "F4"), Number(terms.Gap, "F4"), Number(terms.Bound, "F4"), Says(terms));
        }

        table.Print(console);
        console.WritePlain("");
        BoundTerms least = Smallest.Terms;
        console.WritePlain(FormattableString.Invariant(
            $"smallest: {Smallest.Coder} at ε = {Smallest.Size.Epsilon:R}: {least.TrainingError:F4} + √(({least.Complexity:F1} + {least.Length:F1} + {least.Confidence:F2} + {least.Choice:F2}) / {2 * (long)least.TrainCount}) = {least.Bound:F4}; {(least.IsInformative ? "below 1, it says something" : "not below 1, it says nothing")}"));
        if (HasTuned)
        {
            console.WritePlain(TunedNetworks.Label);
        }

        foreach (string fallback in Bounds.Where(each => each.Size.Fallback is not null).Select(each => $"{each.Coder}: {each.Size.Fallback}").Distinct())
        {
            console.WritePlain(fallback);
        }

        CoderNotes.Print(console, Bounds.Select(each => each.Size.Coder));
    }

    /// <summary>One object.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="delta">δ.</param>
    public object ToJson(string file, double delta) => new { File = file, Delta = delta, Tried, FineTuning = HasTuned ? TunedNetworks.Label : null, Smallest = Row(Smallest), Bounds = Bounds.Select(Row) };

    private bool HasTuned => Bounds.Any(each => each.IsTuned);

    private static object Row(CodedBound each) => new
    {
        Coder = each.Size.Coder.Name(),
        FineTuned = each.IsTuned,
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
