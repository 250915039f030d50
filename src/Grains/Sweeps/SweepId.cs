using System.Globalization;
using System.Text.Json;
using GrokCluster.Grains.Devices;
using GrokCluster.Grains.Runs;
using GrokCluster.Grains.Serialization;
using Grokking.Runs;

namespace GrokCluster.Grains.Sweeps;

/// <summary>Names a sweep by its name and a hash of what it computes, so that the same file submitted again is the same sweep.</summary>
public static class SweepId
{
    /// <summary>The id, such as <c>quickstart-1f0c9a2e</c>. Where it is computed, how often it is tried and what is kept are no part of it.</summary>
    public static string Of(SweepSpecification sweep)
    {
        SweepSpecification canonical = sweep with
        {
            Fixed = new SortedDictionary<string, double>(sweep.Fixed.ToDictionary(), StringComparer.Ordinal),
            Device = DeviceClass.Cpu,
            Keep = default,
            Attempts = 0,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{sweep.Name}-{RunPlan.Hash($"{RunId.ScienceVersion} {JsonSerializer.Serialize(canonical, ContractJson.Options)}")}");
    }
}
