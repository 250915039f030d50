using System.Globalization;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Serialization;

namespace GrokCluster.Silo.Tests.Storage;

public class GarnetTests
{
    [Fact]
    public async Task A_storage_that_lost_its_data_is_refused_not_started_empty()
    {
        using TemporaryDirectory temporary = new();
        SiloOptions options = new() { DataDirectory = temporary.Path };
        string garnet;
        await using (EmbeddedSilo silo = await EmbeddedSilo.StartAsync(options))
        {
            garnet = silo.Data.Garnet;
        }

        foreach (string log in Directory.GetFiles(garnet, "aof.log.*", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(log, new byte[new FileInfo(log).Length]);
        }

        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => EmbeddedSilo.StartAsync(options));
        Assert.Contains(garnet, refused.Message);
    }

    // The log passes its limit several times over, so that checkpoints are taken and the log is cut while writing goes on.
    [Fact]
    public async Task No_acknowledged_write_is_lost_when_the_process_is_killed_amid_writing()
    {
        using TemporaryDirectory temporary = new();
        string last;
        await using (ChildProcess writer = ChildProcess.Role(Child.Counter, temporary.Path))
        {
            await writer.LineAsync("400");
            await writer.KillAsync();
            last = (await writer.EndAsync()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("400");
        }

        await using EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = temporary.Path });
        int acknowledged = int.Parse(last, CultureInfo.InvariantCulture);
        for (int grain = 0; grain < Child.Counters; grain++)
        {
            ContractState state = await silo.Grains.GetGrain<IContractGrain>($"{grain}").LoadAsync();
            int latest = acknowledged - ((acknowledged - grain) % Child.Counters);
            Assert.InRange(state.Scores[0].Epoch, latest, acknowledged + 1);
            Assert.Equal(Child.Payload, state.Runs["payload"].Reason);
        }
    }
}
