using System.Globalization;
using Grokking.Runs;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Reads what is below <c>measure</c>.</summary>
internal sealed class MeasureSection(Section section)
{
    private const string PowerOfN = "^n";

    /// <summary>The settings; what the file leaves out is as published.</summary>
    public MeasureSettings Settings()
    {
        MeasureSettings published = new();
        return new()
        {
            ScheduleBase = section.Find("schedule") is { } schedule ? Base(schedule) : published.ScheduleBase,
            EvaluationBase = section.Find("evaluate") is { } evaluate ? EvaluationBase(evaluate) : published.EvaluationBase,
            Epsilons = section.Find("epsilons") is { } epsilons ? Epsilons(epsilons) : published.Epsilons,
            Evaluations = section.Find("evaluations") is { } evaluations ? evaluations.Whole(evaluations.Scalar(), 2, SweepKeys.LargestEvaluations) : published.Evaluations,
            MoreCoders = section.Find("coder") is { } coder ? MoreCoders(coder) : published.MoreCoders,
        };
    }

    // bzip2 measures whether it is named or not. In one order, so that the same coders are the same sweep.
    private static IReadOnlyList<CoderKind> MoreCoders(Field field)
    {
        IReadOnlyList<ScalarNode> items = field.Items();
        return [.. field.Distinct([.. items.Select(item => field.Choice<CoderKind>(item, CoderKinds.Names, CoderKinds.TryParse))], items).Where(each => each != CoderKind.Bzip2).Order()];
    }

    private static double EvaluationBase(Field field) => field.Scalar().Text == "all" ? 1 : Base(field);

    private static double Base(Field field)
    {
        string text = field.Scalar().Text;
        return text.EndsWith(PowerOfN, StringComparison.Ordinal)
            && double.TryParse(text.AsSpan(0, text.Length - PowerOfN.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number > 1 && double.IsFinite(number)
            ? number
            : throw field.Fault(field.Value);
    }

    private static IReadOnlyList<double> Epsilons(Field field)
    {
        IReadOnlyList<ScalarNode> items = field.Items();
        return field.Distinct([.. items.Select(item => field.Number(item) is > 0 and double epsilon ? epsilon : throw field.Fault(item))], items);
    }
}
