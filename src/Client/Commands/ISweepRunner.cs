using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary>Carries sweeps out.</summary>
public interface ISweepRunner
{
    /// <summary>Runs a sweep to its end, going on where an earlier call was stopped, and writes its results.</summary>
    /// <param name="request">The sweep and where its files go.</param>
    /// <param name="cancellationToken">Cancelled by the first Ctrl-C: stop cleanly, so that the next call can go on.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    /// <exception cref="BadInputException">Something given cannot be used after all, such as a data directory that another process holds.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the token; the command then ends with <see cref="ExitCodes.Interrupted"/>.</exception>
    Task<int> RunAsync(RunRequest request, CancellationToken cancellationToken);

    /// <summary>Writes the tables of what a sweep has computed so far, and computes nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    Task<int> ExportAsync(ExportRequest request, CancellationToken cancellationToken);
}
