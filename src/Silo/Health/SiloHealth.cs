using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GrokCluster.Silo.Health;

/// <summary>Whether the silo is an active member of its cluster: not before it has joined, and not once it is stopping.</summary>
internal sealed class SiloHealth(ISiloStatusOracle status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(status.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy("active")
            : HealthCheckResult.Unhealthy(status.CurrentStatus.ToString().ToLowerInvariant()));
}
