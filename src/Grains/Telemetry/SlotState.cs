namespace GrokCluster.Grains.Telemetry;

/// <summary>What a device slot does, as metrics name it.</summary>
public static class SlotState
{
    /// <summary>Waits for work.</summary>
    public const string Idle = "idle";

    /// <summary>Trains a cohort.</summary>
    public const string Training = "training";

    /// <summary>Measures a checkpoint, also in the midst of a training.</summary>
    public const string Measuring = "measuring";

    /// <summary>May not work: a disk is full or checkpoints cannot be stored.</summary>
    public const string Held = "held";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Idle, Training, Measuring, Held];
}
