namespace GrokCluster.Cluster.Tests;

/// <summary>A folder with a sweep that takes seconds, its data and its results; gone when the test ends.</summary>
internal sealed class SmallSweep : IDisposable
{
    private const string Text = """
        name: small
        tasks: [add]
        methods: [ours, none]
        seeds: 0..1
        epochs: 150
        modulus: 13
        train_fraction: 0.6
        width: 16
        heads: 2
        mlp_width: 32
        learning_rate: 0.01
        measure: { epsilons: [1, 0.25], evaluations: 14 }

        """;

    public SmallSweep(string more = "")
    {
        Root = Directory.CreateTempSubdirectory("grok-cluster-").FullName;
        File = Path.Combine(Root, "small.yaml");
        System.IO.File.WriteAllText(File, Text + more);
    }

    public string Root { get; }

    public string File { get; }

    public string Data => Path.Combine(Root, "data");

    public string Results => Path.Combine(Root, "results");

    public string[] Run => ["run", File, "--data", Data, "--out", Results];

    public string Table(string name) => System.IO.File.ReadAllText(Path.Combine(Results, name));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
