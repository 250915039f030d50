namespace GrokCluster.Silo.Storage;

/// <summary>Writes the <see cref="SiloEndpoint"/> once everything has started and removes it before anything stops.</summary>
internal sealed class EndpointPublisher(DataDirectory directory, SiloEndpoint endpoint) : IHostedLifecycleService
{
    // A silo that was killed left its file behind.
    public Task StartingAsync(CancellationToken cancellationToken) => Remove();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        endpoint.Write(directory.EndpointFile);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Remove();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task Remove()
    {
        File.Delete(directory.EndpointFile);
        return Task.CompletedTask;
    }
}
