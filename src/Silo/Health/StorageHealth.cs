using GrokCluster.Silo.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace GrokCluster.Silo.Health;

/// <summary>Whether the storage answers.</summary>
internal sealed class StorageHealth(StorageConnection storage, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await storage.PingAsync().WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy("answers");
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException or ObjectDisposedException)
        {
            return HealthCheckResult.Unhealthy("does not answer", fault);
        }
    }
}
