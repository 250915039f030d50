namespace GrokCluster.Cluster.Tests;

/// <summary>What exists is not computed again: in the same sweep, in another one, in a longer one.</summary>
public class NeverTwiceTests
{
    // Measured epochs up to 86, 100 and up to 86, 112, 146, 150: {⌊1.3ⁿ⌋} and the last one.
    private const int CheckpointsOf100 = 16;
    private const int CheckpointsOf150 = 18;

    [Fact]
    public async Task A_sweep_that_two_clients_submit_at_once_is_computed_once()
    {
        using SmallSweep sweep = new(epochs: 100);
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);

        string[] ids = await Task.WhenAll(cluster.Grok("submit", sweep.File), cluster.Grok("submit", sweep.File));
        Assert.Equal(ids[0], ids[1]);
        await cluster.Grok("watch", ids[0]);

        Assert.Equal(new Computed(4 * 100, 4 * CheckpointsOf100), await Computed.By(sweep.Data));
    }

    [Fact]
    public async Task A_run_that_two_sweeps_want_at_once_is_computed_once()
    {
        using SmallSweep sweep = new(seeds: "0..1", epochs: 100);
        string other = sweep.Write("other", seeds: "1..2", epochs: 100);
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);

        string[] ids = await Task.WhenAll(cluster.Grok("submit", sweep.File), cluster.Grok("submit", other));
        await Task.WhenAll(ids.Select(id => cluster.Grok("watch", id)));

        Assert.Equal(new Computed(6 * 100, 6 * CheckpointsOf100), await Computed.By(sweep.Data));
    }

    [Fact]
    public async Task A_sweep_extended_by_seeds_by_epochs_and_by_epsilon_computes_what_is_missing_and_ends_in_the_tables_of_a_fresh_one()
    {
        using SmallSweep sweep = new(seeds: "0..0", epochs: 100, epsilons: "[1]");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);
        await Ends(sweep.File);
        Computed first = await Computed.By(sweep.Data);
        Assert.Equal(new Computed(2 * 100, 2 * CheckpointsOf100), first);

        await Ends(sweep.Write("small", seeds: "0..1", epochs: 100, epsilons: "[1]"));
        Computed seeds = await Computed.By(sweep.Data);
        Assert.Equal(new Computed(2 * 100, 2 * CheckpointsOf100), seeds - first);

        // Of the longer runs 112, 146 and 150 are missing.
        await Ends(sweep.Write("small", seeds: "0..1", epochs: 150, epsilons: "[1]"));
        Computed epochs = await Computed.By(sweep.Data);
        Assert.Equal(new Computed(4 * 50, 4 * 3), epochs - seeds);

        string id = await Ends(sweep.Write("small", seeds: "0..1", epochs: 150, epsilons: "[1, 0.25]"));
        Assert.Equal(new Computed(0, 4 * CheckpointsOf150), await Computed.By(sweep.Data) - epochs);

        await cluster.Grok("export", id, "--out", sweep.Results);
        await Undisturbed.Matches(sweep);

        async Task<string> Ends(string file)
        {
            string submitted = await cluster.Grok("submit", file);
            await cluster.Grok("watch", submitted);
            return submitted;
        }
    }

    [Fact]
    public async Task A_sweep_extended_by_coders_measures_the_kept_checkpoints_by_those_alone_and_ends_in_the_tables_of_a_fresh_one()
    {
        using SmallSweep sweep = new(seeds: "0", epochs: 8, epsilons: "[1, 0.25]");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);
        await cluster.Grok("watch", await cluster.Grok("submit", sweep.File));
        Computed first = await Computed.By(sweep.Data);

        string id = await cluster.Grok("submit", sweep.Write("small", seeds: "0", epochs: 8, epsilons: "[1, 0.25], coder: [tensor, gauge]"));
        await cluster.Grok("watch", id);
        Assert.Equal(first with { Epochs = 0 }, await Computed.By(sweep.Data) - first);

        await cluster.Grok("export", id, "--out", sweep.Results);
        Assert.Contains(",tensor,", sweep.Table("measurements.csv"), StringComparison.Ordinal);
        Assert.Contains(",gauge,", sweep.Table("measurements.csv"), StringComparison.Ordinal);
        await Undisturbed.Matches(sweep);
    }

    [Fact]
    public async Task What_was_not_kept_is_computed_again_and_ends_in_the_same_tables()
    {
        using SmallSweep sweep = new(epochs: 100, epsilons: "[1]", more: "keep: nothing");
        await using TestCluster cluster = await TestCluster.Start(sweep.Data, count: 1);
        await cluster.Grok("watch", await cluster.Grok("submit", sweep.File));
        Assert.Empty(Directory.GetFiles(sweep.Data, "*.safetensors", SearchOption.AllDirectories));
        Computed first = await Computed.By(sweep.Data);

        string id = await cluster.Grok("submit", sweep.Write("small", epochs: 100, epsilons: "[1, 0.25]"));
        await cluster.Grok("watch", id);
        Assert.Equal(new Computed(4 * 100, 4 * CheckpointsOf100), await Computed.By(sweep.Data) - first);

        await cluster.Grok("export", id, "--out", sweep.Results);
        await Undisturbed.Matches(sweep);
    }
}
