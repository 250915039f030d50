using System.Security.Cryptography;
using Amazon.Runtime;
using GrokCluster.Grains.Checkpoints;
using GrokCluster.Silo.Checkpoints;

namespace GrokCluster.Silo.Tests.Checkpoints;

public sealed class S3CheckpointStoreTests : IAsyncLifetime
{
    private static readonly string Key = CheckpointKeys.Checkpoint("abc", 13);
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * 7))];

    private S3Server server = null!;
    private S3CheckpointStore store = null!;

    public async ValueTask InitializeAsync()
    {
        server = await S3Server.StartAsync();
        store = Store(S3Server.Bucket);
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_is_read_replaced_and_deleted()
    {
        Assert.Null(await store.Read(Key));
        await store.Delete(Key);
        await store.Write(Key, new byte[] { 1, 2, 3 });
        await store.Write(Key, Content);
        Assert.Equal(Content, await store.Read(Key));
        await store.Delete(Key);
        await store.Delete(Key);
        Assert.Null(await store.Read(Key));
    }

    [Fact]
    public async Task An_object_lies_below_the_prefix_and_a_part_of_an_array_is_stored_as_that_part()
    {
        await store.Write(Key, Content.AsMemory(5, 10));
        Assert.Equal(Content[5..15], server.Objects[$"some/where/{Key}"]);
        Assert.All(server.Requests, each => Assert.StartsWith($"PUT /{S3Server.Bucket}/some/where/", each));
        Assert.Equal(["@", "a"], (await WithoutPrefix()).Order());

        async Task<IEnumerable<string>> WithoutPrefix()
        {
            server.Objects.Clear();
            using S3CheckpointStore plain = new(S3Location.Parse($"s3://{S3Server.Bucket}?endpoint={server.Endpoint}"), Credentials);
            await plain.Write("a", Content);
            await plain.Write("@", Content);
            return server.Objects.Keys;
        }
    }

    [Fact]
    public async Task A_server_that_knows_checksums_can_check_what_arrived_and_one_that_does_not_stores_the_bytes_alone()
    {
        await store.Write(Key, Content);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(Content)), server.PutHeaders["x-amz-checksum-sha256"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Content)), server.PutHeaders["x-amz-content-sha256"]);
        Assert.DoesNotContain("aws-chunked", server.PutHeaders.GetValueOrDefault("Content-Encoding", ""));
        Assert.Equal(Content, server.Objects[$"some/where/{Key}"]);
    }

    [Fact]
    public async Task A_server_that_is_unavailable_for_a_moment_is_asked_again()
    {
        server.Fail(S3Fault.Unavailable);
        await store.Write(Key, Content);
        server.Fail(S3Fault.Unavailable);
        Assert.Equal(Content, await store.Read(Key));
        server.Fail(S3Fault.Unavailable);
        await store.Delete(Key);
        Assert.Empty(server.Objects);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_amid_the_body_is_made_again()
    {
        server.Fail(S3Fault.Drop);
        await store.Write(Key, Content);
        Assert.Equal(Content, server.Objects[$"some/where/{Key}"]);
        server.Fail(S3Fault.Drop, S3Fault.Drop);
        Assert.Equal(Content, await store.Read(Key));
    }

    [Fact]
    public async Task A_write_that_broke_off_for_good_leaves_the_old_object()
    {
        await store.Write(Key, new byte[] { 1 });
        server.Fail([.. Enumerable.Repeat(S3Fault.Drop, 100)]);
        await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Write(Key, Content));
        server.Recover();
        Assert.Equal([1], await store.Read(Key));
    }

    // The store does not see it, but its reader does: that is what the checksum in the file is for.
    [Fact]
    public async Task A_torn_body_is_refused_by_the_reader_of_the_file()
    {
        byte[] file = Grokking.Checkpoints.Safetensors.Write([new("w", [3], new float[] { 1, 2, 3 })], new Dictionary<string, string>());
        await store.Write(Key, file);
        server.Fail(S3Fault.Torn);
        byte[]? torn = await store.Read(Key);
        Assert.Equal(file.Length / 2, torn!.Length);
        Assert.Throws<InvalidDataException>(() => Grokking.Checkpoints.Safetensors.Read(torn));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_no_missing_key()
    {
        using S3CheckpointStore lost = Store("no-such");
        string said = $"The checkpoint store s3://no-such/some/where?endpoint={server.Endpoint} cannot be read: there is no such bucket; create it, or name another with --checkpoints.";
        Assert.Equal(said, (await Assert.ThrowsAsync<CheckpointStoreException>(() => lost.Read(Key))).Message);
        await Assert.ThrowsAsync<CheckpointStoreException>(() => lost.Write(Key, Content));
        await Assert.ThrowsAsync<CheckpointStoreException>(() => lost.Delete(Key));
    }

    [Fact]
    public async Task A_missing_permission_is_said_with_what_is_needed()
    {
        server.Fail(S3Fault.Denied);
        CheckpointStoreException fault = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Write(Key, Content));
        Assert.EndsWith("cannot be written: the answer was 403 AccessDenied (The test says AccessDenied); the credentials must allow to get, put, delete and list its objects.", fault.Message);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_the_environments_fault_in_one_line()
    {
        await server.StopAsync();
        CheckpointStoreException fault = await Assert.ThrowsAsync<CheckpointStoreException>(() => store.Read(Key));
        Assert.Contains("refused", fault.Message);
        Assert.EndsWith("see whether the endpoint is right and the server runs.", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_given_up()
    {
        using S3CheckpointStore impatient = Store(S3Server.Bucket, TimeSpan.FromMilliseconds(300));
        server.Fail([.. Enumerable.Repeat(S3Fault.Silence, 8)]);
        CheckpointStoreException fault = await Assert.ThrowsAsync<CheckpointStoreException>(() => impatient.Read(Key));
        Assert.Contains("it did not answer in time", fault.Message);
    }

    [Fact]
    public async Task Whoever_gives_up_is_told_so_and_not_that_the_store_is_at_fault()
    {
        using CancellationTokenSource gone = new(TimeSpan.FromMilliseconds(200));
        server.Fail([.. Enumerable.Repeat(S3Fault.Silence, 8)]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Write(Key, Content, gone.Token));
    }

    [Fact]
    public async Task Keys_are_those_of_every_store() => await Assert.ThrowsAsync<ArgumentException>(() => store.Read("../a"));

    private static BasicAWSCredentials Credentials => new("test", "test");

    private S3CheckpointStore Store(string bucket, TimeSpan? patience = null) => new(S3Location.Parse($"s3://{bucket}/some/where?endpoint={server.Endpoint}"), Credentials, patience);
}
