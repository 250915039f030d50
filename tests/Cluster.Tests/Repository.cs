namespace GrokCluster.Cluster.Tests;

/// <summary>Finds files of the repository from wherever the tests were built.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Above(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GrokCluster.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"GrokCluster.sln is not above {AppContext.BaseDirectory}.");
    }
}
