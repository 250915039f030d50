using System.Net;
using System.Net.Sockets;
using GrokCluster.Silo.Storage;
using GrokCluster.Silo.Tests.Storage;

namespace GrokCluster.Silo.Tests;

public sealed class SiloPortsTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void The_system_chooses_four_different_ones()
    {
        SiloPorts ports = SiloPorts.Choose(new SiloOptions(), directory: null);
        Assert.Equal(4, new HashSet<int> { ports.Redis, ports.Silo, ports.Gateway, ports.Http }.Count);
        Assert.All([ports.Redis, ports.Silo, ports.Gateway, ports.Http], port => Assert.InRange(port, 1, 65535));
    }

    [Fact]
    public void A_data_directory_remembers_them_and_replaces_only_what_was_taken()
    {
        using DataDirectory directory = DataDirectory.Open(temporary.Path);
        SiloPorts first = SiloPorts.Choose(new SiloOptions(), directory);
        Assert.Equal(first, SiloPorts.Choose(new SiloOptions(), directory));

        using TcpListener taken = new(IPAddress.Loopback, first.Gateway);
        taken.Start();
        SiloPorts second = SiloPorts.Choose(new SiloOptions(), directory);
        Assert.NotEqual(first.Gateway, second.Gateway);
        Assert.Equal(first, second with { Gateway = first.Gateway });
        Assert.Equal(second, SiloPorts.Choose(new SiloOptions(), directory));
    }

    [Fact]
    public void Ports_that_cannot_be_read_are_chosen_anew()
    {
        using DataDirectory directory = DataDirectory.Open(temporary.Path);
        File.WriteAllText(directory.PortsFile, "{");
        Assert.InRange(SiloPorts.Choose(new SiloOptions(), directory).Redis, 1, 65535);
    }

    [Fact]
    public void One_that_is_asked_for_and_taken_is_refused_by_name()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        SiloException refused = Assert.Throws<SiloException>(() => SiloPorts.Choose(new SiloOptions { HttpPort = port }, directory: null));
        Assert.Contains($"The port {port} (--http-port)", refused.Message);
    }

    [Fact]
    public void Http_needs_its_port_on_loopback_too_whatever_the_address()
    {
        Assert.Equal([IPAddress.Loopback], SiloPorts.HttpAddresses(new SiloOptions()));
        SiloOptions options = new() { BindAddress = IPAddress.Parse("127.0.0.2") };
        Assert.Equal([options.BindAddress, IPAddress.Loopback], SiloPorts.HttpAddresses(options));

        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        SiloException refused = Assert.Throws<SiloException>(() => SiloPorts.Choose(options with { HttpPort = port }, directory: null));
        Assert.Contains($"The port {port} (--http-port) of 127.0.0.2 and 127.0.0.1", refused.Message);
        Assert.Equal(port, SiloPorts.Choose(options with { SiloPort = port }, directory: null).Silo);
    }

    [Fact]
    public void A_lost_race_is_recognised_however_deep_it_lies()
    {
        SocketException race = new((int)SocketError.AddressAlreadyInUse);
        Assert.True(SiloPorts.WasTaken(new AggregateException(new InvalidOperationException(), new IOException("bind", race))));
        Assert.False(SiloPorts.WasTaken(new IOException("bind", new SocketException((int)SocketError.AccessDenied))));
    }
}
