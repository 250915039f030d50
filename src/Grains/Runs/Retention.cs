namespace GrokCluster.Grains.Runs;

/// <summary>Which files of a run are kept. Where sweeps that share a run differ, whatever one of them keeps is kept.</summary>
public enum Retention
{
    /// <summary>None, once the run is complete; a checkpoint goes as soon as it is measured. More ε or epochs train again from the start.</summary>
    Nothing,

    /// <summary>The resume file: more epochs go on from it, more ε train again.</summary>
    Resume,

    /// <summary>Every checkpoint, and the resume file: more ε measure the checkpoints, more epochs go on.</summary>
    All,
}

/// <summary>The names of retentions in sweep files.</summary>
public static class Retentions
{
    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["nothing", "resume", "all"];

    /// <summary>The retention's name.</summary>
    public static string Name(this Retention retention) => Names[(int)retention];

    /// <summary>Finds a retention by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out Retention retention)
    {
        int index = Names.ToList().IndexOf(name);
        retention = (Retention)Math.Max(index, 0);
        return index >= 0;
    }
}
