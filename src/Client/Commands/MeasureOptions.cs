using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Commands;

/// <summary>What <c>grok measure</c> takes, and the request that it makes.</summary>
internal sealed class MeasureOptions
{
    private const int MostEpsilons = 100;
    private const int LongestTimeout = 86_400;
    private static readonly MeasureSettings Published = new();

    private readonly Argument<string> file = new("FILE") { Description = "A safetensors file of a network of ours, by our names or those of PyTorch or Flax; with --loss-command of any network, or a folder of .npy files." };
    private readonly Option<string?> task = Text("--task", "NAME", "What it was trained on. [default: what the file's metadata say, as for the options that follow]");
    private readonly Option<string?> modulus = Text("--modulus", "P", "p of the task. [default: two less than the vocabulary]");
    private readonly Option<string?> fraction = Text("--train-fraction", "X", "Part of the equations that was trained on, drawn by --seed as our runs draw it.");
    private readonly Option<string?> seed = Text("--seed", "N", "Seed of the run.");
    private readonly Option<string?> indices = Text("--train-indices", "FILE", "The training equations instead: places in the list of all, a slowest, as text or .npy.");
    private readonly Option<string?> heads = Text("--heads", "N", "Attention heads.");
    private readonly Option<string[]> names = new("--name") { HelpName = "OURS=THEIRS", Description = "Which tensor a parameter is; * stands for a layer's number. May be repeated." };
    private readonly Option<string?> map = Text("--map", "FILE", "A file of such lines.");
    private readonly Option<string[]> ignored = new("--ignore") { HelpName = "NAME", Description = "A tensor to leave out. May be repeated." };
    private readonly Option<string> epsilons = Text("--epsilons", "LIST", "Distortion bounds ε in nats, with commas between.", string.Join(',', Published.Epsilons.Select(each => each.ToString("R", CultureInfo.InvariantCulture))));
    private readonly Option<string> evaluations = Text("--evaluations", "N", "How many coarse-grainings are tried, all ε together.", Published.Evaluations.ToString(CultureInfo.InvariantCulture));
    private readonly Option<string?> save = Text("--save", "FILE", "Write the coarse-grained network there, ending in .safetensors, under the names that it came with; and beside it, ending in .bz2, the coded bytes.");
    private readonly Option<string?> epsilon = Text("--epsilon", "E", "The ε of --epsilons that --save takes. [default: the one of least description length]");
    private readonly Option<string?> lossCommand = Text("--loss-command", "COMMAND", "Scores a network that is not ours. It reads a path a line and answers each by a loss; or has {} for the path, and is run for each.");
    private readonly Option<string> timeout = Text("--timeout", "SECONDS", "How long it may take for an answer.", "120");
    private readonly Option<string?> trainCount = Text("--train-count", "N", "How many examples its loss is the mean of, for the bound and the description length.");
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object, for programs." };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(file);
        foreach (Option option in (Option[])[task, modulus, fraction, seed, indices, heads, names, map, ignored, epsilons, evaluations, save, epsilon, lossCommand, timeout, trainCount, json])
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>Whether output is for programs.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>What is to be done.</summary>
    /// <exception cref="BadInputException">An option cannot be used, or not with another.</exception>
    public MeasureRequest Request(ParseResult parsed)
    {
        RefuseMixed(parsed);
        MeasureSettings settings = new()
        {
            Epsilons = Epsilons(parsed.GetRequiredValue(epsilons)),
            Evaluations = Whole(evaluations, parsed.GetRequiredValue(evaluations), 2, SweepKeys.LargestEvaluations),
        };
        return new()
        {
            Path = parsed.GetRequiredValue(file),
            Settings = settings,
            Names = NameRules.Parse(parsed.GetValue(names) ?? [], parsed.GetValue(map), parsed.GetValue(ignored) ?? []),
            Task = parsed.GetValue(task),
            Modulus = parsed.GetValue(modulus),
            TrainFraction = parsed.GetValue(fraction),
            Seed = parsed.GetValue(seed),
            TrainIndices = parsed.GetValue(indices),
            Heads = parsed.GetValue(heads),
            LossCommand = parsed.GetValue(lossCommand),
            Timeout = TimeSpan.FromSeconds(Whole(timeout, parsed.GetRequiredValue(timeout), 1, LongestTimeout)),
            TrainCount = parsed.GetValue(trainCount) is { } count ? Whole(trainCount, count, 1, int.MaxValue) : null,
            Save = parsed.GetValue(save),
            SavedEpsilon = parsed.GetValue(epsilon) is { } chosen ? OneOf(chosen, settings.Epsilons) : null,
        };
    }

    private void RefuseMixed(ParseResult parsed)
    {
        bool isForeign = parsed.GetValue(lossCommand) is not null;
        Option[] others = isForeign ? [task, modulus, fraction, indices, heads, names, map] : [trainCount, timeout];
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unfit)
        {
            throw new BadInputException($"{unfit.Name}: given {(isForeign ? "together with" : "without")} --loss-command; allowed is {(isForeign ? "either, as the command knows its network" : "only with it")}; delete {unfit.Name}");
        }

        if (parsed.GetValue(epsilon) is not null && parsed.GetValue(save) is null)
        {
            throw new BadInputException("--epsilon: given without --save, whose network it chooses; for other bounds give --epsilons LIST");
        }
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string> Text(string name, string value, string description, string standard) => new(name) { HelpName = value, Description = description, DefaultValueFactory = _ => standard };

    private static int Whole(Option option, string given, int least, int most) =>
        int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new BadInputException(FormattableString.Invariant($"{option.Name}: given {OneLine.Quoted(given)}; allowed is a whole number from {least} to {most}"));

    private static double[] Epsilons(string given)
    {
        double[] numbers = [.. given.Split(',').Select(each => Number(each) ?? throw Fault())];
        return numbers.Length <= MostEpsilons && numbers.Distinct().Count() == numbers.Length ? numbers : throw Fault();

        BadInputException Fault() => new(FormattableString.Invariant($"--epsilons: given {OneLine.Quoted(given)}; allowed are up to {MostEpsilons} different numbers > 0 with commas between, such as 1,0.5,0.25"));
    }

    private static double OneOf(string given, IReadOnlyList<double> epsilons) => Number(given) is double number && epsilons.Contains(number)
        ? number
        : throw new BadInputException(FormattableString.Invariant($"--epsilon: given {OneLine.Quoted(given)}; allowed is one of --epsilons, which are {string.Join(", ", epsilons.Select(each => each.ToString("R", CultureInfo.InvariantCulture)))}"));

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number) ? number : null;
}
