using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Commands;

/// <summary>What a file holds and what it was trained on, for commands that take checkpoints of anyone's.</summary>
internal sealed class NetworkOptions
{
    private const int LongestTimeout = 86_400;

    private readonly Option<string?> task = Text("--task", "NAME", "What it was trained on. [default: what the file's metadata say, as for the options that follow]");
    private readonly Option<string?> modulus = Text("--modulus", "P", "p of the task. [default: two less than the vocabulary]");
    private readonly Option<string?> fraction = Text("--train-fraction", "X", "Part of the equations that was trained on, drawn by --seed as our runs draw it.");
    private readonly Option<string?> seed = Text("--seed", "N", "Seed of the run.");
    private readonly Option<string?> indices = Text("--train-indices", "FILE", "The training equations instead: places in the list of all, a slowest, as text or .npy.");
    private readonly Option<string?> heads = Text("--heads", "N", "Attention heads.");
    private readonly Option<string[]> names = new("--name") { HelpName = "OURS=THEIRS", Description = "Which tensor a parameter is; * stands for a layer's number. May be repeated." };
    private readonly Option<string?> map = Text("--map", "FILE", "A file of such lines.");
    private readonly Option<string[]> ignored = new("--ignore") { HelpName = "NAME", Description = "A tensor to leave out. May be repeated." };
    private readonly Option<string?> lossCommand = Text("--loss-command", "COMMAND", "Scores a network that is not ours. It reads a path a line and answers each by a loss; or has {} for the path, and is run for each.");
    private readonly Option<string> timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long it may take for an answer.", DefaultValueFactory = _ => "120" };
    private readonly Option<string?> trainCount = Text("--train-count", "N", "How many examples its loss is the mean of, for the bound and the description length.");

    /// <summary>The options about a network of ours.</summary>
    public IEnumerable<Option> Ours => [task, modulus, fraction, seed, indices, heads, names, map, ignored];

    /// <summary>Those about any other.</summary>
    public IEnumerable<Option> Foreign => [lossCommand, timeout, trainCount];

    /// <summary>What is known of a file.</summary>
    /// <exception cref="BadInputException">An option cannot be used, or not with another.</exception>
    public MeasureRequest Request(ParseResult parsed, string path, MeasureSettings settings)
    {
        RefuseMixed(parsed);
        return new()
        {
            Path = path,
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
        };
    }

    /// <summary>An option of text.</summary>
    internal static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    /// <summary>A whole number between bounds.</summary>
    internal static int Whole(Option option, string given, int least, int most) =>
        int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new BadInputException(FormattableString.Invariant($"{option.Name}: given {OneLine.Quoted(given)}; allowed is a whole number from {least} to {most}"));

    /// <summary>A positive number, or null where the text is none.</summary>
    internal static double? Positive(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0 && double.IsFinite(number) ? number : null;

    private void RefuseMixed(ParseResult parsed)
    {
        bool isForeign = parsed.GetValue(lossCommand) is not null;
        Option[] others = isForeign ? [task, modulus, fraction, indices, heads, names, map] : [trainCount, timeout];
        if (others.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unfit)
        {
            throw new BadInputException($"{unfit.Name}: given {(isForeign ? "together with" : "without")} --loss-command; allowed is {(isForeign ? "either, as the command knows its network" : "only with it")}; delete {unfit.Name}");
        }
    }
}
