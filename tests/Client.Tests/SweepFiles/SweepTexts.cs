using GrokCluster.Client.SweepFiles;

namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Sweep files for tests: a small valid one, and ways to change one key of it.</summary>
internal static class SweepTexts
{
    public const string File = "sweeps/q.yaml";

    public const string Valid = """
        name: quick
        tasks: [add, div]
        methods: [none, ours]
        seeds: 0..1
        epochs: 600
        measure: { schedule: 1.3^n, evaluate: 1.05^n, epsilons: [1, 0.25], evaluations: 62 }
        modulus: 97
        grid:
          weight_decay: [0.3, 1]
        """;

    /// <summary><see cref="Valid"/> with the line that begins with a key replaced.</summary>
    public static string With(string key, string line) =>
        string.Join('\n', Valid.Split('\n').Select(each => each.StartsWith(key + ":", StringComparison.Ordinal) ? line : each));

    /// <summary>The line that a text is refused with.</summary>
    public static string Refusal(string text, string file = File) => Assert.Throws<SweepFileException>(() => SweepFile.Parse(text, file)).Message;
}
