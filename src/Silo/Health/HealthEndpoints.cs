using GrokCluster.Silo.Security;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrokCluster.Silo.Health;

/// <summary><c>/health/live</c> says that the process answers, <c>/health/ready</c> that it can work: 200, else 503. Everybody is told so in a word; who may see all, also a line for each part.</summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddSiloHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<SiloHealth>("silo", tags: [Ready]).AddCheck<StorageHealth>("storage", tags: [Ready]);
        return services;
    }

    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        bool all = context.RequestServices.GetRequiredService<RequestGate>().Admits(context);
        IEnumerable<string> parts = !all ? [] : report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}\n");
        return context.Response.WriteAsync($"{report.Status.ToString().ToLowerInvariant()}\n{string.Concat(parts)}");
    }
}
