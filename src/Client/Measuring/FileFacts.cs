using System.Globalization;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Measuring;

/// <summary>
/// What a file's metadata say of its training: <c>task</c>, <c>modulus</c>, <c>train_fraction</c>, <c>seed</c>, <c>train_indices</c>, <c>heads</c> and <c>epoch</c>, or our own checkpoints' <c>run</c>, whose lines have the same names.
/// An option of the command line goes before.
/// </summary>
internal sealed class FileFacts
{
    /// <summary>The metadata of our own checkpoints that hold the whole specification.</summary>
    public const string Run = "run";

    private readonly string path;
    private readonly Dictionary<string, string> facts;

    /// <summary>Reads the metadata.</summary>
    public FileFacts(TensorSource source)
    {
        path = source.Path;
        facts = source.Metadata.ToDictionary();
        foreach (string[] line in source.Metadata.GetValueOrDefault(Run, "").Split('\n').Select(line => line.Split('=', 2)).Where(line => line.Length == 2))
        {
            facts.TryAdd(line[0], line[1]);
        }
    }

    /// <summary>Epochs trained; 0 where the file does not say, or not in whole numbers.</summary>
    public int Epoch => int.TryParse(facts.GetValueOrDefault("epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : 0;

    /// <summary>A fact as text, with where it is from; null if neither the user nor the file says it.</summary>
    /// <param name="name">Its name in the metadata.</param>
    /// <param name="option">What the user gave.</param>
    public (string Text, string Origin)? Text(string name, string? option) =>
        option is not null ? (option, $"--{name.Replace('_', '-')}")
        : facts.TryGetValue(name, out string? text) ? (text, $"{path}: metadata '{name}'")
        : null;

    /// <summary>A whole number.</summary>
    /// <inheritdoc cref="Text"/>
    /// <exception cref="BadInputException">It is none of at least 0.</exception>
    public int? Whole(string name, string? option) => Text(name, option) is not { } given ? null
        : int.TryParse(given.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw Fault(given, "a whole number");

    /// <summary>A seed.</summary>
    /// <inheritdoc cref="Text"/>
    /// <exception cref="BadInputException">It is none.</exception>
    public ulong? Seed(string? option) => Text("seed", option) is not { } given ? null
        : ulong.TryParse(given.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : throw Fault(given, "a whole number from 0 to 18446744073709551615");

    /// <summary>A part of the equations.</summary>
    /// <inheritdoc cref="Text"/>
    /// <exception cref="BadInputException">It is not in (0, 1).</exception>
    public double? Fraction(string name, string? option) => Text(name, option) is not { } given ? null
        : double.TryParse(given.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 1 ? number
        : throw Fault(given, "a number in (0, 1)");

    private static BadInputException Fault((string Text, string Origin) given, string allowed) => new($"{given.Origin}: given {OneLine.Quoted(given.Text)}; allowed is {allowed}");
}
