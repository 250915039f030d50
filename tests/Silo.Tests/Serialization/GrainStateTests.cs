using System.Text;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Serialization;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests.Serialization;

public class GrainStateTests(ContractClusterFixture cluster)
{
    [Fact]
    public async Task State_is_read_back_as_it_was_written()
    {
        IContractGrain grain = cluster.Silo.Grains.GetGrain<IContractGrain>("state");
        Assert.Empty((await grain.LoadAsync()).Runs);
        await grain.StoreAsync(Samples.State);
        Same(Samples.State, await grain.LoadAsync());
    }

    [Fact]
    public async Task State_survives_a_kill_and_the_next_start_takes_it_up()
    {
        using TemporaryDirectory temporary = new();
        await using (ChildProcess writer = ChildProcess.Role(Child.Writer, temporary.Path))
        {
            await writer.LineAsync(Child.Ready);
            await writer.KillAsync();
        }

        await using EmbeddedSilo silo = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = temporary.Path });
        Same(Samples.State, await silo.Grains.GetGrain<IContractGrain>("killed").LoadAsync());
    }

    [Fact]
    public void State_is_stored_as_text_that_people_can_read()
    {
        string json = Encoding.UTF8.GetString(new GrainStateSerializer().Serialize(Samples.State));
        Assert.Contains("\"State\":\"Failed\"", json);
        Assert.Contains("\"Loss\":\"NaN\"", json);
        Assert.Contains("ε", json);
    }

    [Fact]
    public void State_written_by_a_newer_version_is_read() =>
        Assert.Equal(RunState.Failed, new GrainStateSerializer().Deserialize<ContractState>(BinaryData.FromString("""{"State":"Failed","Unheard":[1,{"of":2}]}""")).State);

    private static void Same(ContractState expected, ContractState actual)
    {
        Assert.Equivalent(expected.Sweep, actual.Sweep, strict: true);
        Assert.Equal(expected.Runs.Keys, actual.Runs.Keys);
        Assert.All(expected.Runs, run => GrainCallTests.Same(run.Value, actual.Runs[run.Key]));
        Assert.Equal(expected.Scores, actual.Scores);
        Assert.Equal((expected.Remaining, expected.State), (actual.Remaining, actual.State));
    }
}
