namespace GrokCluster.Grains.Runs;

/// <summary>Something that happened to a run, for <c>grok logs</c>.</summary>
/// <param name="At">When.</param>
/// <param name="What">A line for people.</param>
[GenerateSerializer]
[Immutable]
public sealed record RunEvent(DateTimeOffset At, string What);

/// <summary>What happened to a run, and where it stands.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Label">Task, method and seed.</param>
/// <param name="State">Where it stands for the sweeps that want it.</param>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Sweeps">The sweeps that still wait for it.</param>
/// <param name="Events">The latest events, oldest first.</param>
/// <param name="Numerics">
/// The numerics fingerprints under which it was trained, in their order; null from a silo of a version that does not say.
/// </param>
[GenerateSerializer]
[Immutable]
public sealed record RunStory(
    string RunId,
    string Label,
    RunState State,
    int Epoch,
    IReadOnlyList<string> Sweeps,
    IReadOnlyList<RunEvent> Events,
    IReadOnlyList<string>? Numerics = null);
