using GrokCluster.Silo.Security;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests.Security;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();
    private readonly TestAuthority authority;

    public ClusterCertificatesTests() => authority = new(temporary.Path);

    public void Dispose()
    {
        authority.Dispose();
        temporary.Dispose();
    }

    [Fact]
    public void A_certificate_with_its_key_and_authority_is_taken() =>
        Assert.True(ClusterCertificates.Read(authority.Sign(toDay: 10), TimeProvider.System).Expires > TimeProvider.System.GetUtcNow().AddDays(9));

    [Fact]
    public void An_expired_one_is_refused() => Refused(authority.Sign(fromDay: -3, toDay: -2), "that is not now; renew it");

    [Fact]
    public void One_that_does_not_count_yet_is_refused() => Refused(authority.Sign(fromDay: 2, toDay: 3), "that is not now; renew it");

    [Fact]
    public void One_for_servers_alone_is_refused() => Refused(authority.Sign(uses: TestAuthority.BothUses[0]), "would refuse as a client's");

    [Fact]
    public void One_of_another_authority_is_refused()
    {
        using TestAuthority other = new(temporary.Path, "other");
        Refused(authority.Sign() with { Authority = other.RootFile }, $"that the authority in {other.RootFile} (--tls-ca) signed");
    }

    [Fact]
    public void The_key_of_another_is_refused() => Refused(authority.Sign() with { Key = authority.Sign().Key }, "(--tls-key) is", "give the private key of that certificate");

    [Fact]
    public void A_key_in_place_of_a_certificate_is_refused_and_not_repeated()
    {
        TlsFiles files = authority.Sign();
        string fault = Refused(files with { Certificate = files.Key }, "(--tls-certificate) is", "which holds no certificate in PEM");
        Assert.DoesNotContain(File.ReadAllLines(files.Key)[1], fault);
    }

    [Fact]
    public void Missing_files_are_named()
    {
        string missing = Path.Combine(temporary.Path, "missing");
        Refused(authority.Sign() with { Certificate = missing }, $"(--tls-certificate) is {missing}, which cannot be read");
        Refused(authority.Sign() with { Key = missing }, $"(--tls-key) is {missing}, which cannot be used");
        Refused(authority.Sign() with { Authority = missing }, $"(--tls-ca) is {missing}, which cannot be read");
    }

    [Fact]
    public void Options_come_together_or_not_at_all()
    {
        Assert.Null(TlsFiles.Of(null, null, null));
        Assert.Contains("--tls-key and --tls-ca is missing", Assert.Throws<SiloOptionsException>(() => TlsFiles.Of("a", null, null)).Message);
        Assert.Equal(Path.GetFullPath("b"), TlsFiles.Of("a", "b", "c")!.Key);
    }

    private static string Refused(TlsFiles files, params string[] said)
    {
        string fault = Assert.Single(Assert.Throws<SiloOptionsException>(() => ClusterCertificates.Read(files, TimeProvider.System)).Faults);
        Assert.All(said, each => Assert.Contains(each, fault));
        Assert.DoesNotContain('\n', fault);
        return fault;
    }
}
