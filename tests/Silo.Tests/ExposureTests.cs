using System.Net;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests;

public class ExposureTests
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task By_default_nothing_is_open() => Assert.Empty(await WarningsAsync(new SiloOptions { DataDirectory = "data" }, "127.0.0.1:1,password=x"));

    [Fact]
    public async Task A_silo_that_others_reach_without_certificates_says_so() =>
        Assert.Contains("--tls-certificate", Assert.Single(await WarningsAsync(new SiloOptions { Redis = "r", BindAddress = Elsewhere }, "redis:1,password=x")));

    [Fact]
    public async Task With_certificates_its_storage_is_what_is_still_in_the_clear() =>
        Assert.Contains("is not encrypted", Assert.Single(await WarningsAsync(new SiloOptions { DataDirectory = "data", BindAddress = Elsewhere, Tls = new("missing", "missing", "missing") }, "192.0.2.1:1,password=x")));

    [Fact]
    public async Task A_redis_without_a_password_is_named() =>
        Assert.Contains("redis:1 took this silo without a password", Assert.Single(await WarningsAsync(new SiloOptions { Redis = "r" }, "redis:1")));

    [Fact]
    public async Task A_key_that_every_user_can_read_is_named()
    {
        using TemporaryDirectory temporary = new();
        string key = Path.Combine(temporary.Path, "key");
        File.WriteAllText(key, "");
        TemporaryDirectory.Allow(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains($"chmod o-rwx {key}", Assert.Single(await WarningsAsync(new SiloOptions { DataDirectory = "data", Tls = new TlsFiles("c", key, "a") }, "127.0.0.1:1,password=x")));
    }

    private static async Task<string[]> WarningsAsync(SiloOptions options, string redis)
    {
        await using StorageConnection storage = new(RedisAddress.Parse(redis, passwordFile: null));
        return [.. Exposure.Warnings(options, storage)];
    }
}
