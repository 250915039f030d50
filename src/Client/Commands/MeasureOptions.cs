using System.CommandLine;
using System.Globalization;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Runs;

namespace GrokCluster.Client.Commands;

/// <summary>What <c>grok measure</c> takes, and the request that it makes.</summary>
internal sealed class MeasureOptions
{
    private readonly Argument<string> file = new("FILE") { Description = "A safetensors file of a network of ours, by our names or those of PyTorch or Flax; with --loss-command of any network, or a folder of .npy files." };
    private readonly NetworkOptions network = new();
    private readonly EpsilonOptions effort = new($"Coders beside the published bzip2, with commas between: {string.Join(", ", CoderKinds.Names.Skip(1))}.", CoderKind.Bzip2.Name());
    private readonly Option<string?> save = NetworkOptions.Text("--save", "FILE", "Write the coarse-grained network there, ending in .safetensors, under the names that it came with; and beside it, ending in .bz2, the coded bytes. With another coder its container, ending in .gk, which grok decode reads.");
    private readonly Option<string?> epsilon = NetworkOptions.Text("--epsilon", "E", "The ε of --epsilons that --save takes. [default: the one of least description length]");
    private readonly Option<bool> json = new("--json") { Description = "Print one JSON object, for programs." };

    /// <summary>Adds the options to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(file);
        foreach (Option option in (IEnumerable<Option>)[.. network.Ours, .. effort.All, save, epsilon, .. network.Foreign, json])
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
        MeasureSettings settings = effort.Settings(parsed);
        MeasureRequest request = network.Request(parsed, parsed.GetRequiredValue(file), settings);
        if (parsed.GetValue(epsilon) is not null && parsed.GetValue(save) is null)
        {
            throw new BadInputException("--epsilon: given without --save, whose network it chooses; for other bounds give --epsilons LIST");
        }

        IReadOnlyList<CoderKind> named = effort.Coders(parsed);
        return request with
        {
            Save = parsed.GetValue(save),
            SavedEpsilon = parsed.GetValue(epsilon) is { } chosen ? OneOf(chosen, settings.Epsilons) : null,
            SavedCoder = named.Count == 1 ? named[0] : null,
        };
    }

    private static double OneOf(string given, IReadOnlyList<double> epsilons) => NetworkOptions.Positive(given) is double number && epsilons.Contains(number)
        ? number
        : throw new BadInputException(FormattableString.Invariant($"--epsilon: given {OneLine.Quoted(given)}; allowed is one of --epsilons, which are {string.Join(", ", epsilons.Select(each => each.ToString("R", CultureInfo.InvariantCulture)))}"));
}
