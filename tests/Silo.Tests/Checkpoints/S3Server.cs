using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace GrokCluster.Silo.Tests.Checkpoints;

/// <summary>What a request meets instead of an answer.</summary>
public enum S3Fault
{
    /// <summary>503 SlowDown.</summary>
    Unavailable,

    /// <summary>403 AccessDenied.</summary>
    Denied,

    /// <summary>The connection is cut after half of the body, of the request or of the answer.</summary>
    Drop,

    /// <summary>Half of the object, with a length that claims to be the whole.</summary>
    Torn,

    /// <summary>No answer, until the client gives up.</summary>
    Silence,
}

/// <summary>A server that speaks as much of S3 as a store needs, path-style, in memory, with faults on demand. It asks for no credentials.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Bucket = "grok-test";

    private readonly WebApplication application;
    private readonly ConcurrentQueue<S3Fault> faults = new();

    private S3Server(WebApplication application) => this.application = application;

    /// <summary>Names (below the bucket) and bytes.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Each request as METHOD PATH.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The headers of the last request that put an object.</summary>
    public IReadOnlyDictionary<string, string> PutHeaders { get; private set; } = new Dictionary<string, string>();

    public string Endpoint => application.Urls.Single();

    public static async Task<S3Server> StartAsync(string address = "http://127.0.0.1:0")
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(address);
        WebApplication application = builder.Build();
        S3Server server = new(application);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    /// <summary>The next requests meet these faults, one each, in turn.</summary>
    public void Fail(params S3Fault[] next) => Array.ForEach(next, faults.Enqueue);

    /// <summary>Forgets the faults that nothing has met yet.</summary>
    public void Recover() => faults.Clear();

    /// <summary>Stops to listen; whoever asks is refused the connection.</summary>
    public Task StopAsync() => application.StopAsync(new CancellationToken(true));

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        Requests.Enqueue($"{request.Method} {request.Path}");
        S3Fault? fault = faults.TryDequeue(out S3Fault next) ? next : null;
        switch (fault)
        {
            case S3Fault.Unavailable:
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "SlowDown");
                return;
            case S3Fault.Denied:
                await RefuseAsync(context, StatusCodes.Status403Forbidden, "AccessDenied");
                return;
            case S3Fault.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case S3Fault.Drop when HttpMethods.IsPut(request.Method):
                await request.Body.ReadExactlyAsync(new byte[request.ContentLength!.Value / 2]);
                context.Abort();
                return;
        }

        string[] path = request.Path.Value!.Split('/', 3);
        if (path is not [_, Bucket, var name])
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchBucket");
            return;
        }

        await ServeAsync(context, name, fault);
    }

    private async Task ServeAsync(HttpContext context, string name, S3Fault? fault)
    {
        switch (context.Request.Method)
        {
            case "PUT":
                PutHeaders = context.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase);
                using (MemoryStream body = new())
                {
                    await context.Request.Body.CopyToAsync(body);
                    Objects[name] = body.ToArray();
                }

                return;
            case "DELETE":
                Objects.TryRemove(name, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "GET" or "HEAD" when Objects.TryGetValue(name, out byte[]? content):
                await SendAsync(context, content, fault);
                return;
            case "GET" or "HEAD":
                await RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
                return;
            default:
                await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed");
                return;
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] content, S3Fault? fault)
    {
        byte[] sent = fault is null ? content : content[..(content.Length / 2)];
        context.Response.ContentLength = fault == S3Fault.Drop ? content.Length : sent.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(sent);
        }

        if (fault == S3Fault.Drop)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>The test says {code}.</Message></Error>");
    }
}
