namespace Grokking.Runs;

/// <summary>How a checkpoint is turned into bytes. What each may know is told in <c>docs/coders.md</c>.</summary>
public enum CoderKind
{
    /// <summary>The published procedure: one bin, one spectral threshold, bzip2 (<see cref="Compression.CheckpointMeasurer"/>).</summary>
    Bzip2,

    /// <summary>A bin and a form for each tensor, whatever the network.</summary>
    Tensor,

    /// <summary>The network up to what leaves its function unchanged: folded matrices, a rotated residual stream.</summary>
    Gauge,

    /// <summary><see cref="Gauge"/> with a Fourier transform along the tokens: a prior that knows the task to be modular.</summary>
    Fourier,
}

/// <summary>The names of coders in sweep files and results.</summary>
public static class CoderKinds
{
    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["bzip2", "tensor", "gauge", "fourier"];

    /// <summary>The coder's name.</summary>
    public static string Name(this CoderKind kind) => Names[(int)kind];

    /// <summary>Finds a coder by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out CoderKind kind)
    {
        int index = Names.ToList().IndexOf(name);
        kind = (CoderKind)Math.Max(index, 0);
        return index >= 0;
    }
}
