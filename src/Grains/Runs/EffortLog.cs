using Grokking.Runs;

namespace GrokCluster.Grains.Runs;

/// <summary>The measurements of one effort (<see cref="RunPlan.Effort"/>).</summary>
public sealed class EffortLog
{
    /// <summary>The effort's name.</summary>
    public string Effort { get; set; } = "";

    /// <summary>Ascending by epoch.</summary>
    public List<Measurement> Measurements { get; set; } = [];
}

/// <summary>What one coder beside bzip2 made of a run's checkpoints, for one effort.</summary>
public sealed class CoderLog
{
    /// <summary>The effort's name.</summary>
    public string Effort { get; set; } = "";

    /// <summary>Ascending by epoch.</summary>
    public List<CodedMeasurement> Measurements { get; set; } = [];
}
