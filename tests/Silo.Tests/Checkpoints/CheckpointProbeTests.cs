using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Checkpoints;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests.Checkpoints;

public sealed class CheckpointProbeTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_store_that_works_is_left_as_it_was()
    {
        CheckpointLocation location = CheckpointLocation.Parse(temporary.Path);
        await CheckpointProbe.RunAsync(location, location.Open(), default);
        Assert.Empty(Directory.GetFiles(temporary.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_store_that_gives_back_other_bytes_is_refused()
    {
        CheckpointLocation location = CheckpointLocation.Parse(temporary.Path);
        CheckpointStoreException fault = await Assert.ThrowsAsync<CheckpointStoreException>(() => CheckpointProbe.RunAsync(location, new ForgetfulStore(), default));
        Assert.StartsWith($"The checkpoint store {temporary.Path} gave back other bytes than were written", fault.Message);
    }

    private sealed class ForgetfulStore : ICheckpointStore
    {
        public Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => Task.CompletedTask;

        public Task<byte[]?> Read(string key, CancellationToken cancellation = default) => Task.FromResult<byte[]?>(null);

        public Task Delete(string key, CancellationToken cancellation = default) => Task.CompletedTask;
    }
}
