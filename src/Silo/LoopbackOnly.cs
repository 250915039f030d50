using System.Net;

namespace GrokCluster.Silo;

/// <summary>Hides an endpoint from other machines, whatever address the silo listens on: the dashboard shows everything and asks for no password.</summary>
internal static class LoopbackOnly
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote) ? await next(context) : Results.NotFound();
}
