namespace GrokCluster.Cluster.Tests;

/// <summary>A disk that fills up in mid-sweep: the user is told, nothing is lost, and the sweep goes on once there is room.</summary>
public class FullDiskTests
{
    [Theory]
    [InlineData(64, "waiting: silo0: the disk of the storage, ", 0)]
    [InlineData(0, " MB left, and the storage does not answer; free some, and the cluster goes on by itself, with nothing lost", 3)]
    public async Task A_sweep_waits_for_room_and_ends_in_the_tables_of_an_undisturbed_run(int freeMegabytes, string said, int code)
    {
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 300);
        Assert.SkipWhen(disk is null, "Mounting a file system takes the rights of root.");
        using SmallSweep sweep = new(seeds: "0..1", epochs: 400);
        string data = Path.Combine(disk.Path, "data");
        await using TestCluster cluster = await TestCluster.Start(data, count: 2);
        await cluster.IsUndisturbed(sweep, async watch =>
        {
            await watch.Reaches(0.2);
            disk.Fill(freeMegabytes);
            while (true)
            {
                (int ended, string output, string error) = await GrokProcess.Run("status", sweep.File, "--data", data);
                if (ended == code && (output + error).Contains(said, StringComparison.Ordinal))
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromSeconds(1));
            }

            disk.MakeRoom();
        });
    }
}
