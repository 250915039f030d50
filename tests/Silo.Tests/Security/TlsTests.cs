using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using GrokCluster.Silo.Security;
using GrokCluster.Silo.Tests.Serialization;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrokCluster.Silo.Tests.Security;

/// <summary>Who is let in by silos with certificates.</summary>
public class TlsTests(ClosedSilo closed) : IClassFixture<ClosedSilo>
{
    private ClusterAddress Address => new(closed.Silo.Endpoint.RedisConnection(), closed.Silo.Endpoint.ClusterId);

    [Fact]
    public async Task A_client_with_a_certificate_of_the_authority_is_served()
    {
        await using ClusterClient client = await ClusterClient.ConnectAsync(Address with { Tls = closed.Authority.Sign() }, TestContext.Current.CancellationToken);
        await client.Grains.GetGrain<IContractGrain>("tls").StoreAsync(Samples.State);
    }

    [Fact]
    public async Task A_client_for_clients_alone_is_refused_before_it_asks() =>
        Assert.Contains("would refuse as a server's", (await Assert.ThrowsAsync<SiloOptionsException>(() => ClusterClient.ConnectAsync(
            Address with { Tls = closed.Authority.Sign(uses: TestAuthority.BothUses[1]) }, TestContext.Current.CancellationToken))).Message);

    [Fact]
    public async Task A_client_without_a_certificate_is_told_that_it_needs_one() => await RefusedAsync(tls: null, "asks for a certificate; give those of its cluster with --tls-certificate");

    [Fact]
    public async Task A_client_of_another_authority_is_told_that_the_silos_does_not_count()
    {
        using TestAuthority other = new(closed.Temporary.Path, "other");
        await RefusedAsync(other.Sign(), "shows a certificate that does not count");
    }

    [Fact]
    public async Task A_client_that_trusts_the_silo_and_is_not_trusted_is_told_so()
    {
        // It trusts both authorities, and has a certificate of the wrong one.
        using TestAuthority other = new(closed.Temporary.Path, "third");
        string both = Path.Combine(closed.Temporary.Path, "both.crt");
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(other.RootFile) + "\n" + await File.ReadAllTextAsync(closed.Authority.RootFile));
        await RefusedAsync(other.Sign() with { Authority = both }, "refuses the certificate");
    }

    [Fact]
    public async Task A_client_with_a_certificate_is_told_where_silos_do_not_encrypt()
    {
        using TemporaryDirectory temporary = new();
        await using EmbeddedSilo open = await EmbeddedSilo.StartAsync(new SiloOptions { DataDirectory = temporary.Path });
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => ClusterClient.ConnectAsync(
            new(open.Endpoint.RedisConnection(), open.Endpoint.ClusterId) { Tls = closed.Files }, TestContext.Current.CancellationToken));
        Assert.Contains("does not encrypt; leave out --tls-certificate", refused.Message);
    }

    [Fact]
    public async Task The_gateway_tells_nothing_in_the_clear()
    {
        IPEndPoint gateway = IPEndPoint.Parse(closed.Silo.Endpoint.Gateway);
        using TcpClient connection = new();
        await connection.ConnectAsync(gateway);
        await connection.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\nall that is not TLS"u8.ToArray());
        byte[] answer = new byte[1024];
        int length = 0;
        try
        {
            length = await connection.GetStream().ReadAsync(answer);
        }
        catch (IOException)
        {
            // Reset, which says as little.
        }

        // At most an alert of TLS.
        Assert.InRange(length, 0, 7);
        Assert.True(length == 0 || answer[0] == 21, $"answered {Convert.ToHexString(answer, 0, length)}");
    }

    [Fact]
    public async Task Old_versions_of_TLS_are_refused()
    {
        IPEndPoint gateway = IPEndPoint.Parse(closed.Silo.Endpoint.Gateway);
        using TcpClient connection = new();
        await connection.ConnectAsync(gateway);
        await using SslStream stream = new(connection.GetStream(), false, (_, _, _, _) => true);
#pragma warning disable SYSLIB0039 // Of old versions this test is about.
        await Assert.ThrowsAnyAsync<Exception>(() => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x", EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls11 }));
#pragma warning restore SYSLIB0039
    }

    [Fact]
    public async Task Silos_with_certificates_of_one_authority_form_a_cluster()
    {
        using TemporaryDirectory temporary = new();
        using TestAuthority authority = new(temporary.Path);
        await using WebApplication first = await SiloHost.StartAsync(new SiloOptions { DataDirectory = Path.Combine(temporary.Path, "data"), Name = "first", Tls = authority.Sign() });
        string redis = first.Services.GetRequiredService<GrokCluster.Silo.Storage.SiloEndpoint>().RedisConnection();
        await using WebApplication second = await SiloHost.StartAsync(new SiloOptions { Redis = redis, Name = "second", Tls = authority.Sign() });
        IGrainFactory grains = second.Services.GetRequiredService<IGrainFactory>();
        Assert.Equal(2, (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count);

        // Of so many grains some are on either silo.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => grains.GetGrain<IContractGrain>($"tls/{i}").StoreAsync(Samples.State)));
        await second.StopAsync();
        await first.StopAsync();
    }

    private async Task RefusedAsync(TlsFiles? tls, string said)
    {
        SiloException refused = await Assert.ThrowsAsync<SiloException>(() => ClusterClient.ConnectAsync(Address with { Tls = tls }, TestContext.Current.CancellationToken));
        Assert.Contains(said, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
