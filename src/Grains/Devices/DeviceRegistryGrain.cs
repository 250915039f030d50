namespace GrokCluster.Grains.Devices;

/// <inheritdoc cref="IDeviceRegistryGrain"/>
[KeepAlive]
public sealed class DeviceRegistryGrain(TimeProvider clock) : Grain, IDeviceRegistryGrain
{
    /// <summary>How often silos report.</summary>
    public static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Forget = ReportEvery * 6;
    private readonly Dictionary<string, (SiloReport Report, long At)> silos = [];

    /// <inheritdoc/>
    public Task<string?> Report(SiloReport report)
    {
        silos[report.Silo] = (report, clock.GetTimestamp());
        ForgetTheSilent();
        return Task.FromResult(silos.Values.Select(each => each.Report.StorageTrouble).FirstOrDefault(trouble => trouble is not null));
    }

    /// <inheritdoc/>
    public Task Leave(string silo)
    {
        silos.Remove(silo);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiloReport>> Silos()
    {
        ForgetTheSilent();
        return Task.FromResult<IReadOnlyList<SiloReport>>([.. silos.Values.Select(each => each.Report).OrderBy(report => report.Silo, StringComparer.Ordinal)]);
    }

    private void ForgetTheSilent()
    {
        foreach (string silent in silos.Where(each => clock.GetElapsedTime(each.Value.At) > Forget).Select(each => each.Key).ToList())
        {
            silos.Remove(silent);
        }
    }
}
