namespace GrokCluster.Client.Commands;

/// <summary>What a dry run can say only with knowledge of the silo and its data.</summary>
public interface ISweepEstimator
{
    /// <summary>Looks without changing anything: the data directory need not exist, and is not created.</summary>
    /// <param name="request">The sweep and where its files would go.</param>
    /// <param name="cancellationToken">Cancelled by Ctrl-C.</param>
    Task<SweepEstimate> EstimateAsync(RunRequest request, CancellationToken cancellationToken);
}

/// <summary>What carrying a sweep out would take.</summary>
/// <param name="RunsDone">Runs whose results exist already.</param>
/// <param name="Cohorts">Cohorts that the others are packed into.</param>
/// <param name="Remaining">Time that the others would take; null where nothing is known to tell it from.</param>
public sealed record SweepEstimate(int RunsDone, int Cohorts, TimeSpan? Remaining);
