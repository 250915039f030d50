using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Grains.Tests.Checkpoints;

public sealed class DirectoryCheckpointStoreTests : IDisposable
{
    private readonly string temporary = Directory.CreateTempSubdirectory("grok-store-").FullName;
    private readonly DirectoryCheckpointStore store;

    public DirectoryCheckpointStoreTests() => store = new(Root);

    private string Root => Path.Combine(temporary, "not yet", "there");

    public void Dispose() => Directory.Delete(temporary, recursive: true);

    [Fact]
    public async Task What_is_written_is_read_replaced_and_deleted()
    {
        string key = CheckpointKeys.Checkpoint("abc", 13);
        Assert.Null(await store.Read(key));
        await store.Delete(key);
        await store.Write(key, new byte[] { 1, 2, 3 });
        await store.Write(key, new byte[] { 4 });
        Assert.Equal([4], await store.Read(key));
        await store.Delete(key);
        await store.Delete(key);
        Assert.Null(await store.Read(key));
    }

    [Fact]
    public void Files_of_a_run_lie_together()
    {
        Assert.Equal("runs/abc/13.safetensors", CheckpointKeys.Checkpoint("abc", 13));
        Assert.Equal("runs/abc/resume.safetensors", CheckpointKeys.Resume("abc"));
    }

    [Fact]
    public async Task A_write_that_is_given_up_leaves_the_old_file_and_no_litter()
    {
        await store.Write("a", new byte[] { 1 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Write("a", new byte[1 << 20], new CancellationToken(true)));
        Assert.Equal([1], await store.Read("a"));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Readers_amid_writing_see_one_file_or_the_other_whole()
    {
        await store.Write("a", new byte[1 << 18]);
        Task writing = Task.Run(async () =>
        {
            for (int i = 1; i < 50; i++)
            {
                await store.Write("a", Enumerable.Repeat((byte)i, 1 << 18).ToArray());
            }
        });
        while (!writing.IsCompleted)
        {
            byte[] read = Assert.IsType<byte[]>(await store.Read("a"));
            Assert.Equal(1 << 18, read.Length);
            Assert.Equal(read[0], Assert.Single(read.Distinct()));
        }

        await writing;
    }

    [Fact]
    public async Task What_killed_writers_left_is_swept_at_the_first_write_and_what_living_ones_write_is_not()
    {
        await store.Write("a", new byte[] { 1 });
        string aside = Assert.Single(Directory.GetDirectories(Root));
        string old = Path.Combine(aside, "old.part");
        string young = Path.Combine(aside, "young.part");
        await File.WriteAllTextAsync(old, "");
        await File.WriteAllTextAsync(young, "");
        DateTime written = File.GetLastWriteTimeUtc(young);
        File.SetLastWriteTimeUtc(old, written.AddMinutes(-61));
        File.SetLastWriteTimeUtc(young, written.AddMinutes(-59));

        await store.Write("a", new byte[] { 2 });
        Assert.True(File.Exists(old), "A store sweeps once, not at every write.");
        await new DirectoryCheckpointStore(Root).Write("a", new byte[] { 3 });
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_the_environments_fault_in_one_line()
    {
        await File.WriteAllTextAsync(Path.Combine(temporary, "file"), "");
        DirectoryCheckpointStore blocked = new(Path.Combine(temporary, "file", "store"));
        CheckpointStoreException fault = await Assert.ThrowsAsync<CheckpointStoreException>(() => blocked.Write("a", new byte[] { 1 }));
        Assert.StartsWith($"The checkpoint store {temporary}/file/store cannot be written: ", fault.Message);
        Assert.Contains("; see that its disk is mounted", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task A_file_that_is_there_and_cannot_be_read_or_deleted_is_not_missing()
    {
        Directory.CreateDirectory(Path.Combine(Root, "a"));
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Read("a"))).Message);
        Assert.Contains("cannot be changed", (await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Delete("a"))).Message);
        Assert.Contains("cannot be written", (await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Write("a", new byte[] { 1 }))).Message);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a//b")]
    [InlineData("/etc/passwd")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("~partial/x.part")]
    [InlineData("")]
    public async Task Keys_that_could_leave_the_store_are_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => store.Read(key));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Write(key, new byte[] { 1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Delete(key));
        Assert.False(Directory.Exists(Root));
    }

    private string[] Files() => Directory.GetFiles(temporary, "*", SearchOption.AllDirectories);
}
