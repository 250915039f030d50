using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Configuration;

namespace GrokCluster.Silo.Security;

/// <summary>How much of a silo's memory and patience one request may take. Weights travel by the checkpoint store, so that nothing that is sent is large.</summary>
internal static class RequestLimits
{
    /// <summary>Bytes of an HTTP body. Nothing here takes one.</summary>
    public const int HttpBody = 64 << 10;

    /// <summary>Bytes of an HTTP request's headers together: a token and what browsers add.</summary>
    public const int HttpHeaders = 16 << 10;

    /// <summary>HTTP connections at once: a few that scrape and look, and some that hang.</summary>
    public const int HttpConnections = 256;

    /// <summary>Bytes of a message between silos and clients. The largest are sweeps with long lists and the record of a run with all its epochs, some megabytes at most.</summary>
    public const int MessageBody = 32 << 20;

    /// <summary>Bytes of a message's header: addresses and a trace.</summary>
    public const int MessageHeader = 1 << 20;

    private static readonly TimeSpan HeadersPatience = TimeSpan.FromSeconds(10);

    // Orleans' own is half a minute, which a machine meets on which every core trains and more wants to. Calls to a silo that has died end when that is known, in seconds.
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(2);

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HttpBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = HttpHeaders;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxConcurrentConnections = HttpConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.RequestHeadersTimeout = HeadersPatience;
    }

    public static void Configure(MessagingOptions messages)
    {
        messages.MaxMessageBodySize = MessageBody;
        messages.MaxMessageHeaderSize = MessageHeader;
        messages.ResponseTimeout = AnswerPatience;
    }

    /// <summary>Refuses a body by what it says of its length. One that does not say it is cut off by the server, which reads no further than the limit.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is not > HttpBody)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
