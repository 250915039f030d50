using System.Net;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests;

public class SiloOptionsTests
{
    private static readonly SiloOptions Hosting = new() { DataDirectory = "data" };

    [Fact]
    public void Defaults_with_a_data_directory_are_fine_and_stay_on_this_machine()
    {
        Assert.Empty(Hosting.Faults());
        Assert.Equal(IPAddress.Loopback, Hosting.BindAddress);
        Assert.Equal(Environment.ProcessorCount, Hosting.Slots["cpu"]);
    }

    [Fact]
    public void Joining_a_storage_is_fine() => Assert.Empty(new SiloOptions { Redis = "localhost:6379,password=secret", Checkpoints = "s3://bucket" }.Faults());

    public static TheoryData<string, SiloOptions> Faulty => new()
    {
        { "either a data directory", new SiloOptions() },
        { "either a data directory", Hosting with { Redis = "localhost:6379" } },
        { "(--checkpoints) begins with 'ftp://'; allowed is a directory, or s3://BUCKET", Hosting with { Checkpoints = "ftp://host/checkpoints" } },
        { "names no host", new SiloOptions { Redis = "password=secret" } },
        { "cannot be read", new SiloOptions { Redis = "localhost:6379,passwort=secret" } },
        { "name (--name) is ''", Hosting with { Name = "" } },
        { "cluster id (--cluster-id) is 'a b'", Hosting with { ClusterId = "a b" } },
        { "--http-port is 65536", Hosting with { HttpPort = 65536 } },
        { "--silo-port is -1", Hosting with { SiloPort = -1 } },
        { "--silo-port and --gateway-port are both 7000", Hosting with { SiloPort = 7000, GatewayPort = 7000 } },
        { "--redis-port belongs to hosted storage", new SiloOptions { Redis = "localhost:6379", RedisPort = 7000 } },
        { "--redis-password-file) belongs to a storage that is joined", Hosting with { RedisPasswordFile = "password" } },
        { "is not one that other silos can reach", Hosting with { BindAddress = IPAddress.Any } },
        { "'cpu=-1'", Hosting with { Slots = new Dictionary<string, int> { ["cpu"] = -1 } } },
        { "'CPU=1'", Hosting with { Slots = new Dictionary<string, int> { ["CPU"] = 1 } } },
    };

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void A_fault_is_named(string said, SiloOptions options) => Assert.Contains(said, Assert.Single(options.Faults()));

    [Fact]
    public void All_faults_are_reported_at_once_before_anything_is_touched()
    {
        using TemporaryDirectory temporary = new();
        SiloOptions options = new() { DataDirectory = Path.Combine(temporary.Path, "data"), Name = "", HttpPort = -1, Slots = new Dictionary<string, int> { ["cpu"] = 5000 } };
        SiloOptionsException refused = Assert.Throws<SiloOptionsException>(() => SiloHost.Build(options));
        Assert.Equal(3, refused.Faults.Count);
        Assert.All(refused.Faults, fault => Assert.Contains(fault, refused.Message));
        Assert.False(Directory.Exists(options.DataDirectory));
    }

    [Fact]
    public void A_fault_does_not_repeat_the_password() =>
        Assert.DoesNotContain("secret", Assert.Single(new SiloOptions { Redis = "localhost:6379,password=secret,nonsense=1" }.Faults()));

    [Fact]
    public async Task A_silo_that_was_built_but_never_started_gives_its_directory_free()
    {
        using TemporaryDirectory temporary = new();
        await using (SiloHost.Build(new SiloOptions { DataDirectory = temporary.Path }))
        {
            Assert.Throws<DataDirectoryInUseException>(() => SiloHost.Build(new SiloOptions { DataDirectory = temporary.Path }));
        }

        DataDirectory.Open(temporary.Path).Dispose();
    }
}
