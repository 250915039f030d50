namespace GrokCluster.Cluster.Tests;

/// <summary>Silos within this process share its meters, so one test at a time has any.</summary>
internal static class SiloHere
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Waits until no other test has one.</summary>
    /// <returns>To be disposed of after the last silo.</returns>
    public static async Task<IDisposable> Alone()
    {
        await Turn.WaitAsync(TestContext.Current.CancellationToken);
        return new End();
    }

    private sealed class End : IDisposable
    {
        public void Dispose() => Turn.Release();
    }
}
