namespace GrokCluster.Cluster.Tests;

/// <summary>Silos as processes of this machine; the first one hosts the storage unless a Redis does. All are ended with the test.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly string[][] arguments;
    private readonly string[] client;
    private readonly SiloProcess?[] silos;

    private TestCluster(string[][] arguments, string[] client) => (this.arguments, this.client, silos) = (arguments, client, new SiloProcess?[arguments.Length]);

    public int Count => silos.Length;

    public SiloProcess this[int index] => silos[index]!;

    /// <summary>Starts silos of one CPU slot each: the first hosts the storage under a directory, the others join it, with a command each.</summary>
    public static async Task<TestCluster> Start(string data, int count)
    {
        TestCluster cluster = new([["--data", data, "--slots", "cpu=1"], .. Enumerable.Range(1, count - 1).Select(_ => (string[])["--join", data, "--slots", "cpu=1"])], ["--data", data]);
        await cluster.StartAll();
        return cluster;
    }

    /// <summary>Starts silos of one CPU slot each on a Redis server.</summary>
    public static async Task<TestCluster> StartOnRedis(string redis, string checkpoints, int count)
    {
        TestCluster cluster = new([.. Enumerable.Range(0, count).Select(_ => (string[])["--redis", redis, "--checkpoints", checkpoints, "--slots", "cpu=1"])], ["--redis", redis]);
        await cluster.StartAll();
        return cluster;
    }

    /// <summary>Starts a silo, again after a kill.</summary>
    public async Task Start(int index)
    {
        if (silos[index] is { } before)
        {
            await before.DisposeAsync();
        }

        silos[index] = await SiloProcess.Start($"silo{index}", arguments[index]);
    }

    /// <summary>Runs a command against the cluster to its end.</summary>
    public async Task<string> Grok(params string[] command)
    {
        (int code, string output, string error) = await GrokCommands.Run([.. command, .. client]);
        Assert.True(code == 0, $"grok {string.Join(' ', command)} ended with {code}: {error}\n{Said()}");
        return output.Trim();
    }

    /// <summary>Starts a command against the cluster.</summary>
    public GrokProcess Begin(params string[] command) => GrokProcess.Start([.. command, .. client]);

    /// <summary>What the silos have said, for the message of a test that fails.</summary>
    public string Said() => string.Join("\n\n", silos.OfType<SiloProcess>().Select(silo => $"--- {silo.Name}\n{silo.Said}"));

    public async ValueTask DisposeAsync()
    {
        foreach (SiloProcess silo in silos.OfType<SiloProcess>().Reverse())
        {
            await silo.DisposeAsync();
        }
    }

    private async Task StartAll()
    {
        try
        {
            for (int i = 0; i < silos.Length; i++)
            {
                await Start(i);
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
