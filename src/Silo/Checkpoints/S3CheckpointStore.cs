using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>
/// A store in a bucket. One request puts an object whole or not at all, and who reads afterwards gets it. Credentials come by the chain that all of Amazon's programs use (environment, profile, role).
/// </summary>
internal sealed class S3CheckpointStore : ICheckpointStore, IDisposable
{
    private const int Attempts = 4;

    // What servers of their own expect in a signature where they know no regions.
    private const string AnyRegion = "us-east-1";

    // Files have a few megabytes; a line that takes longer is a lost one.
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly S3Location location;
    private readonly TimeSpan patience;
    private readonly AmazonS3Client client;

    /// <param name="location">The bucket.</param>
    /// <param name="credentials">Null takes the environment's.</param>
    /// <param name="patience">How long one call may take with all its attempts; null for two minutes.</param>
    /// <exception cref="CheckpointStoreException">Nothing says in which region the bucket is.</exception>
    public S3CheckpointStore(S3Location location, AWSCredentials? credentials = null, TimeSpan? patience = null)
    {
        this.location = location;
        this.patience = patience ?? Patience;
        AmazonS3Config config = Configuration(location);
        try
        {
            client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        }
        catch (AmazonClientException fault)
        {
            throw S3Faults.Describe(location, "opened", fault);
        }
    }

    /// <inheritdoc/>
    public async Task Write(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        string name = NameOf(key);
        byte[] bytes = MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment) && segment is { Offset: 0, Array: { } whole } && whole.Length == content.Length ? whole : content.ToArray();
        await Call("written", limit => client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = location.Bucket,
                Key = name,
                InputStream = new MemoryStream(bytes, writable: false),
                ContentType = "application/octet-stream",

                // A plain header: servers that know it refuse what was damaged on the way, and others ignore it. As the SDK would send it, behind the content in chunks, many servers store the chunks' frames too.
                ChecksumSHA256 = Convert.ToBase64String(SHA256.HashData(bytes)),
                UseChunkEncoding = false,
            },
            limit), cancellation);
    }

    /// <inheritdoc/>
    public Task<byte[]?> Read(string key, CancellationToken cancellation = default)
    {
        string name = NameOf(key);
        return Call("read", limit => Get(name, limit), cancellation);
    }

    /// <inheritdoc/>
    public async Task Delete(string key, CancellationToken cancellation = default)
    {
        string name = NameOf(key);
        await Call("changed", async limit =>
        {
            try
            {
                return await client.DeleteObjectAsync(location.Bucket, name, limit);
            }
            catch (AmazonS3Exception fault) when (S3Faults.IsMissingKey(fault))
            {
                return null; // Amazon's answer is success; not every server's is.
            }
        }, cancellation);
    }

    public void Dispose() => client.Dispose();

    private static AmazonS3Config Configuration(S3Location location)
    {
        AmazonS3Config config = new()
        {
            ConnectTimeout = ConnectPatience,
            Timeout = RequestPatience,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Attempts - 1,

            // The location alone says where the store is, the same for all silos.
            IgnoreConfiguredEndpointUrls = true,

            // Our files verify themselves, whatever a server can.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (location.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.GetLeftPart(UriPartial.Authority);
            config.AuthenticationRegion = location.Region ?? AnyRegion;
            config.ForcePathStyle = true; // BUCKET.HOST is a name that few servers have
        }
        else if (location.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }

    // The SDK tries a request again, but not a body that broke off.
    private async Task<byte[]?> Get(string name, CancellationToken limit)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using GetObjectResponse response = await client.GetObjectAsync(location.Bucket, name, limit);
                using MemoryStream body = new();
                await response.ResponseStream.CopyToAsync(body, limit);
                return body.ToArray();
            }
            catch (AmazonS3Exception fault) when (S3Faults.IsMissingKey(fault))
            {
                return null;
            }
            catch (Exception fault) when (attempt < Attempts && fault is IOException)
            {
            }
        }
    }

    private async Task<T> Call<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return await call(limit.Token);
        }
        catch (Exception fault) when (S3Faults.IsOfTheEnvironment(fault) && !cancellation.IsCancellationRequested)
        {
            throw S3Faults.Describe(location, what, fault);
        }
    }

    private string NameOf(string key) => string.Join('/', (string[])[.. location.Prefix.Length == 0 ? [] : (string[])[location.Prefix], .. CheckpointKeys.Segments(key)]);
}
