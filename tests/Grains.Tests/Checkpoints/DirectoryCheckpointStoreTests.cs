using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Grains.Tests.Checkpoints;

public sealed class DirectoryCheckpointStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("grok-store-").FullName;
    private readonly DirectoryCheckpointStore store;

    public DirectoryCheckpointStoreTests() => store = new(Path.Combine(root, "store"));

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task What_is_written_is_read_replaced_and_deleted()
    {
        string key = CheckpointKeys.Checkpoint("abc", 13);
        Assert.Null(await store.Read(key));
        await store.Write(key, new byte[] { 1, 2, 3 });
        await store.Write(key, new byte[] { 4 });
        Assert.Equal([4], await store.Read(key));
        await store.Delete(key);
        await store.Delete(key);
        Assert.Null(await store.Read(key));
    }

    [Fact]
    public async Task A_write_that_is_given_up_leaves_the_old_file_and_no_litter()
    {
        await store.Write("a", new byte[] { 1 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Write("a", new byte[1 << 20], new CancellationToken(true)));
        Assert.Equal([1], await store.Read("a"));
        Assert.Single(Directory.GetFiles(root, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a//b")]
    [InlineData("/etc/passwd")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    public async Task Keys_that_could_leave_the_store_are_refused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => store.Read(key));
}
