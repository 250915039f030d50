using System.Globalization;

namespace GrokCluster.Cluster.Tests;

/// <summary>
/// Pull any plug: the tables are those of an undisturbed run. Longer trials of the same: <c>GROK_CHAOS_KILLS=24</c> kills so often,
/// <c>GROK_CHAOS_SECONDS=60</c> stops a silo and takes the
/// storage away for so long.
/// </summary>
public class ChaosTests
{
    private static readonly int Kills = Setting("GROK_CHAOS_KILLS", 3);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Setting("GROK_CHAOS_SECONDS", 5));

    // Moments spread evenly over a second and a half, so that kills meet all sorts of doings.
    private const double GoldenRatio = 0.618033988749895;

    [Fact]
    public async Task Every_silo_is_killed_in_turn()
    {
        using SmallSweep sweep = new(seeds: "0..2", epochs: 200 * Kills, epsilons: "[1]");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 3);
        await cluster.IsUndisturbed(sweep, async watch =>
        {
            double trained = 0;
            for (int kill = 0; kill < Kills; kill++)
            {
                // Half of the sweep is left for what silos do before a watch hears of it again. Where that is too little, it has ended
                // early.
                if (await watch.Reaches(Math.Min(1, trained + (0.5 / Kills))) is not { } reached)
                {
                    Assert.True(kill > 0, "The sweep ended before the first kill.");
                    break;
                }

                trained = reached;
                await Task.Delay(TimeSpan.FromSeconds(1.5 * (kill * GoldenRatio % 1)));
                await cluster[kill % cluster.Count].Kill();
                await cluster.Start(kill % cluster.Count);
            }
        });
    }

    [Fact]
    public async Task Every_silo_is_stopped_in_turn_and_goes_on_later()
    {
        using SmallSweep sweep = new(seeds: "0..1", epochs: 600, epsilons: "[1]");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 3);
        await cluster.IsUndisturbed(sweep, async watch =>
        {
            for (int silo = 0; silo < cluster.Count; silo++)
            {
                if (await watch.Reaches((silo + 0.5) / cluster.Count) is null)
                {
                    Assert.True(silo > 0, "The sweep ended before the first silo was stopped.");
                    break;
                }

                cluster[silo].Signal(Signals.Stop);
                await Task.Delay(Outage);
                cluster[silo].Signal(Signals.Continue);
            }
        });
    }

    [Fact]
    public async Task A_redis_server_is_killed_and_comes_back_later()
    {
        DebianProgram.SkipUnlessInstalled("redis-server", "redis-server");
        using SmallSweep sweep = new(seeds: "0..1", epochs: 600, epsilons: "[1]");
        await using RedisServer redis = await RedisServer.Start(Path.Combine(sweep.Root, "redis"));
        await using TestCluster cluster = await TestCluster.StartOnRedis(redis.Address, Path.Combine(sweep.Root, "checkpoints"), count: 3);
        await cluster.IsUndisturbed(sweep, async watch =>
        {
            Assert.NotNull(await watch.Reaches(0.4));
            await redis.Kill();
            await Task.Delay(Outage);
            await redis.Restart();
        });
    }

    private static int Setting(string name, int otherwise) =>
        int.Parse(Environment.GetEnvironmentVariable(name) ?? $"{otherwise}", CultureInfo.InvariantCulture);
}
