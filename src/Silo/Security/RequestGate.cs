using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Authorization;

namespace GrokCluster.Silo.Security;

/// <summary>
/// Lets to HTTP only who may: with a token, who has it, from wherever; without one, this machine alone. What has to answer everybody says so (<see cref="IAllowAnonymous"/>); all else is closed,
/// also what is added later.
/// </summary>
/// <param name="token">What requests have to bring; null where no token is given.</param>
internal sealed class RequestGate(AccessToken? token)
{
    /// <summary>Whether the request comes from someone who may see all.</summary>
    public bool Admits(HttpContext context) => token is null ? IsOfThisMachine(context) : Given(context.Request) is { } given && token.Matches(given);

    /// <summary>Lets a request pass, or answers it with 401.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || Admits(context) ? next(context) : RefuseAsync(context.Response);

    private Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;

        // Basic makes a browser ask; without a token there is nothing to answer it with.
        string[] ways = token is null ? ["Bearer"] : ["Bearer", "Basic realm=\"GrokCluster: any user, the token as password\", charset=\"UTF-8\""];
        response.Headers.WWWAuthenticate = ways;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(token is null
            ? "Only for this machine, as the silo was given no token; start it with --token-file FILE (or GROK_TOKEN_FILE) and send 'Authorization: Bearer TOKEN'.\n"
            : "The silo's token is needed: send 'Authorization: Bearer TOKEN', or in a browser any user and the token as password. It is in the file of --token-file.\n");
    }

    // A page in a browser of this machine can have a name of its own lead here; what a user or a tunnel asks for has an address, or localhost. A proxy of this machine asks for others, and says so.
    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && context.Request.Host.Host is var host && (host is null or "" or "localhost" || IPAddress.TryParse(host, out _))
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private static string? Given(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out AuthenticationHeaderValue? header) || header.Parameter is not { } parameter)
        {
            return null;
        }

        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => parameter,
            "BASIC" => Password(parameter),
            _ => null,
        };
    }

    private static string? Password(string credentials)
    {
        byte[] bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out int length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
