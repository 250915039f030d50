namespace GrokCluster.Cluster.Tests;

/// <summary>A folder with a sweep that takes seconds, its data and its results; gone when the test ends.</summary>
internal sealed class SmallSweep : IDisposable
{
    /// <param name="more">Further lines of the file.</param>
    /// <param name="seeds">Its seeds; there are two methods, so twice as many runs.</param>
    /// <param name="epochs">Epochs of each run.</param>
    /// <param name="epsilons">Its ε.</param>
    public SmallSweep(string more = "", string seeds = "0..1", int epochs = 150, string epsilons = "[1, 0.25]")
    {
        Root = Directory.CreateTempSubdirectory("grok-cluster-").FullName;
        File = Write("small", more, seeds, epochs, epsilons);
    }

    public string Root { get; }

    public string File { get; }

    public string Data => Path.Combine(Root, "data");

    public string Results => Path.Combine(Root, "results");

    public string[] Run => ["run", File, "--data", Data, "--out", Results];

    /// <summary>Writes another sweep beside it.</summary>
    public string Write(string name, string more = "", string seeds = "0..1", int epochs = 150, string epsilons = "[1, 0.25]")
    {
        string path = Path.Combine(Root, $"{name}.yaml");
        System.IO.File.WriteAllText(path, FormattableString.Invariant($$"""
            name: {{name}}
            tasks: [add]
            methods: [ours, none]
            seeds: {{seeds}}
            epochs: {{epochs}}
            modulus: 13
            train_fraction: 0.6
            width: 16
            heads: 2
            mlp_width: 32
            learning_rate: 0.003
            measure: { epsilons: {{epsilons}}, evaluations: 14 }
            {{more}}
            """));
        return path;
    }

    public string Table(string name) => System.IO.File.ReadAllText(Path.Combine(Results, name));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
