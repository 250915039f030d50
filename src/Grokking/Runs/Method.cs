namespace Grokking.Runs;

/// <summary>Which regularisers a run trains with (paper, section 5).</summary>
public enum Method
{
    /// <summary>Cross-entropy alone.</summary>
    None,

    /// <summary>Decoupled weight decay alone.</summary>
    WeightDecay,

    /// <summary>Weight decay, weight noise (Eqn 10) and the spectral-entropy penalty (Eqn 16).</summary>
    Ours,
}

/// <summary>The names of methods in sweep files and results.</summary>
public static class Methods
{
    private static readonly (Method Method, string Name)[] All = [(Method.None, "none"), (Method.WeightDecay, "weight-decay"), (Method.Ours, "ours")];

    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(each => each.Name)];

    /// <summary>The method's name, such as <c>weight-decay</c>.</summary>
    public static string Name(this Method method) => All.First(each => each.Method == method).Name;

    /// <summary>Finds a method by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out Method method)
    {
        int index = Array.FindIndex(All, each => each.Name == name);
        method = index < 0 ? default : All[index].Method;
        return index >= 0;
    }
}
