namespace GrokCluster.Cluster.Tests;

/// <summary>
/// Tests that run while no other does: they look at what the whole process measures of itself, and the silos and clients of other tests within
/// it would count, too.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
