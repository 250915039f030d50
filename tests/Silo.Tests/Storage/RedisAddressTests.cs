using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo.Tests.Storage;

public sealed class RedisAddressTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string PasswordFile => Path.Combine(temporary.Path, "password");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_password_of_a_file_may_hold_any_sign()
    {
        File.WriteAllText(PasswordFile, "a,b=c $d\n");
        Assert.Equal("a,b=c $d", RedisAddress.Parse("redis:6379,ssl=true", PasswordFile).Password);
        Assert.True(RedisAddress.Parse("redis:6379,ssl=true", PasswordFile).Ssl);
    }

    [Fact]
    public void A_password_in_two_places_is_refused_and_not_repeated()
    {
        File.WriteAllText(PasswordFile, "hush");
        string refused = Assert.Throws<SiloOptionsException>(() => RedisAddress.Parse("redis:6379,password=hush", PasswordFile)).Message;
        Assert.Contains("leave one of them out", refused);
        Assert.DoesNotContain("hush", refused);
    }

    [Fact]
    public void A_file_that_is_missing_or_empty_is_named()
    {
        Assert.Contains($"(--redis-password-file) is {PasswordFile}, which cannot be read", Assert.Throws<SiloOptionsException>(() => RedisAddress.Parse("redis:6379", PasswordFile)).Message);
        File.WriteAllText(PasswordFile, "\n");
        Assert.Contains("which is empty", Assert.Throws<SiloOptionsException>(() => RedisAddress.Parse("redis:6379", PasswordFile)).Message);
    }

    [Theory]
    [InlineData("redis:6379", true)]
    [InlineData("redis:6379,user=grok", true)]
    [InlineData("redis:6379,password=x", false)]
    [InlineData("localhost:6379", false)]
    [InlineData("127.0.0.1:6379", false)]
    [InlineData("192.0.2.1:6379", true)]
    public async Task A_storage_elsewhere_without_a_password_is_open(string redis, bool isOpen)
    {
        await using StorageConnection storage = new(RedisAddress.Parse(redis, passwordFile: null));
        Assert.Equal(isOpen, storage.IsOpen);
    }
}
