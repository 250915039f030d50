using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace GrokCluster.Silo.Tests.Telemetry;

/// <summary>Takes traces by OTLP over HTTP on a free port, and keeps what it was sent.</summary>
internal sealed class SpanReceiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly StringBuilder received = new();

    private SpanReceiver(WebApplication application) => this.application = application;

    public string Address => application.Urls.Single();

    /// <summary>All that was sent. Names stand in protobuf as they are.</summary>
    public string Received
    {
        get
        {
            lock (received)
            {
                return received.ToString();
            }
        }
    }

    public static async Task<SpanReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        SpanReceiver receiver = new(builder.Build());
        receiver.application.Run(receiver.TakeAsync);
        await receiver.application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        lock (received)
        {
            received.Append(context.Request.Path).Append(' ').Append(Encoding.Latin1.GetString(body.ToArray())).Append('\n');
        }

        context.Response.ContentType = "application/x-protobuf";
    }
}
