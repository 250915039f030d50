using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GrokCluster.Silo.Tests.Hosting;

public class LoopbackOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    public async Task Other_machines_find_nothing(string remote, bool passes)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        object? result = await LoopbackOnly.InvokeAsync(new DefaultEndpointFilterInvocationContext(context), _ => ValueTask.FromResult<object?>("passed"));
        if (passes)
        {
            Assert.Equal("passed", result);
        }
        else
        {
            Assert.IsType<NotFound>(result);
        }
    }
}
