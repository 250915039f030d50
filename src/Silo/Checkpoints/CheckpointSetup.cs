using GrokCluster.Grains.Checkpoints;

namespace GrokCluster.Silo.Checkpoints;

/// <summary>Adds the checkpoint store to a silo's services; to be called after the storage and before Orleans, as hosted services start in the order of their registration.</summary>
internal static class CheckpointSetup
{
    public static IServiceCollection AddCheckpoints(this IServiceCollection services) => services
        .AddSingleton<ClusterCheckpoints>()
        .AddSingleton<ICheckpointStore>(provider => provider.GetRequiredService<ClusterCheckpoints>())
        .AddHostedService(provider => provider.GetRequiredService<ClusterCheckpoints>());
}
