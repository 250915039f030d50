using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Commands;

/// <summary>How hard a network is coarse-grained: the ε, the effort and the coders.</summary>
/// <param name="coderDescription">What <c>--coder</c> is for.</param>
/// <param name="standardCoders">Its default.</param>
internal sealed class EpsilonOptions(string coderDescription, string standardCoders)
{
    private const int MostEpsilons = 100;
    private static readonly MeasureSettings Published = new();

    private readonly Option<string> epsilons = new("--epsilons")
    {
        HelpName = "LIST",
        Description = "Distortion bounds ε in nats, with commas between.",
        DefaultValueFactory = _ => string.Join(',', Published.Epsilons.Select(each => each.ToString("R", CultureInfo.InvariantCulture))),
    };

    private readonly Option<string> evaluations = new("--evaluations")
    {
        HelpName = "N",
        Description = "How many coarse-grainings are tried, all ε together.",
        DefaultValueFactory = _ => Published.Evaluations.ToString(CultureInfo.InvariantCulture),
    };

    private readonly Option<string> coder = CoderOption.Create(coderDescription, standardCoders);

    /// <summary>The options.</summary>
    public IEnumerable<Option> All => [epsilons, evaluations, coder];

    /// <summary>The coders that were named.</summary>
    /// <exception cref="BadInputException">One is unknown.</exception>
    public IReadOnlyList<CoderKind> Coders(ParseResult parsed) => CoderOption.Parse(parsed.GetRequiredValue(coder));

    /// <summary>Whether the user named coders.</summary>
    public bool NamesCoders(ParseResult parsed) => parsed.GetResult(coder) is { Implicit: false };

    /// <summary>What they say.</summary>
    /// <exception cref="BadInputException">One of them cannot be used.</exception>
    public MeasureSettings Settings(ParseResult parsed) => new()
    {
        Epsilons = Epsilons(parsed.GetRequiredValue(epsilons)),
        Evaluations = NetworkOptions.Whole(evaluations, parsed.GetRequiredValue(evaluations), 2, SweepKeys.LargestEvaluations),
        MoreCoders = [.. Coders(parsed).Where(each => each != CoderKind.Bzip2)],
    };

    private static double[] Epsilons(string given)
    {
        double[] numbers = [.. given.Split(',').Select(each => NetworkOptions.Positive(each) ?? throw Fault())];
        return numbers.Length <= MostEpsilons && numbers.Distinct().Count() == numbers.Length ? numbers : throw Fault();

        BadInputException Fault() => new(FormattableString.Invariant($"--epsilons: given {OneLine.Quoted(given)}; allowed are up to {MostEpsilons} different numbers > 0 with commas between, such as 1,0.5,0.25"));
    }
}
