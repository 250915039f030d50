namespace GrokCluster.Silo;

/// <summary>Leaves signals alone: Ctrl-C belongs to the process that embeds the silo.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
