using System.Net;

namespace GrokCluster.Silo.Tests;

public class BindAddressTests
{
    private static readonly IPAddress[] Ours = [.. new[] { "127.0.0.1", "::1", "172.18.0.3", "10.0.0.5", "fd00::3", "fd00::4" }.Select(IPAddress.Parse)];

    [Theory]
    [InlineData("172.18.0.3", "172.18.0.3")]
    [InlineData("172.18.0.3", "fd00::3", "172.18.0.3", "172.18.0.3")]
    [InlineData("fd00::3", "fd00::3")]
    [InlineData("172.18.0.3", "192.168.1.1", "172.18.0.3")]
    public void A_host_name_stands_for_the_address_that_is_this_machines(string expected, params string[] resolved) =>
        Assert.Equal(IPAddress.Parse(expected), BindAddress.Choose("silo-1", [.. resolved.Select(IPAddress.Parse)], Ours));

    // 127.0.1.1: what Debian lets a machine's own name stand for, which no interface has and no other machine reaches.
    [Theory]
    [InlineData("'silo-1', which is none of this machine's; allowed is the IP address of one of its network interfaces, such as 172.18.0.3, or a host name that stands for one")]
    [InlineData("none of this machine's", "127.0.1.1")]
    [InlineData("none of this machine's", "192.168.1.1")]
    [InlineData("stands for 172.18.0.3 and 10.0.0.5 of this machine; give one of them", "172.18.0.3", "10.0.0.5", "fd00::3")]
    [InlineData("stands for fd00::3 and fd00::4 of this machine", "fd00::3", "fd00::4")]
    public void A_host_name_that_names_no_single_address_is_refused(string said, params string[] resolved) =>
        Assert.Contains(said, Assert.Throws<SiloException>(() => BindAddress.Choose("silo-1", [.. resolved.Select(IPAddress.Parse)], Ours)).Message);

    [Fact]
    public void An_address_is_taken_as_it_is() => Assert.Equal(IPAddress.Parse("203.0.113.1"), BindAddress.Find("203.0.113.1"));

    [Fact]
    public void Loopback_has_a_name() => Assert.Equal(IPAddress.Loopback, BindAddress.Find("localhost"));
}
