namespace GrokCluster.Cluster.Tests;

/// <summary>A disk that fills up in mid-sweep: the user is told, nothing is lost, and the sweep goes on once there is room.</summary>
public class FullDiskTests
{
    // At 64 MB slots wait, and the storage still answers. At 0 it depends on the moment whether the storage can still write, or has to be opened again when there is room.
    [Theory]
    [InlineData(64)]
    [InlineData(0)]
    public async Task A_sweep_waits_for_room_and_ends_in_the_tables_of_an_undisturbed_run(int freeMegabytes)
    {
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 300);
        Assert.SkipWhen(disk is null, "Mounting a file system takes the rights of root.");
        using SmallSweep sweep = new(seeds: "0..1", epochs: 300);
        string data = Path.Combine(disk.Path, "data");
        await using TestCluster cluster = await TestCluster.Start(data, count: 2);
        await cluster.IsUndisturbed(sweep, async watch =>
        {
            Assert.NotNull(await watch.Reaches(0.05));
            disk.Fill(freeMegabytes);
            string told = "";
            while (!told.Contains(" MB left", StringComparison.Ordinal) && !told.Contains(": completed, priority ", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                (_, string output, string error) = await GrokCommands.Run("status", sweep.File, "--data", data);
                told = output + error;
            }

            Assert.Contains($"{data}, has ", told, StringComparison.Ordinal);
            disk.MakeRoom();
        });
    }
}
