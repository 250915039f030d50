namespace Grokking.Model;

/// <summary>The family of a network.</summary>
public enum NetworkKind
{
    /// <summary>The paper's decoder-only transformer: post-norm blocks, no causal mask.</summary>
    Transformer,

    /// <summary>The authors' multilayer perceptron on concatenated embeddings.</summary>
    Mlp,
}

/// <summary>The names of network kinds in sweep files and results.</summary>
public static class NetworkKinds
{
    /// <summary>Every name, in the order in which help and errors list them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["transformer", "mlp"];

    /// <summary>The kind's name.</summary>
    public static string Name(this NetworkKind kind) => Names[(int)kind];

    /// <summary>Finds a kind by its name.</summary>
    /// <returns>Whether <paramref name="name"/> is one of <see cref="Names"/>.</returns>
    public static bool TryParse(string name, out NetworkKind kind)
    {
        int index = Names.ToList().IndexOf(name);
        kind = (NetworkKind)Math.Max(index, 0);
        return index >= 0;
    }
}

/// <summary>The shape of a network (Table A.1). Networks of equal architecture and modulus can train as one ensemble.</summary>
/// <param name="Kind">Transformer or multilayer perceptron.</param>
/// <param name="Layers">Number of blocks (transformer) or dense layers before the output layer (MLP).</param>
/// <param name="Width">d_model, the width D of the residual stream; a multiple of <paramref name="Heads"/>.</param>
/// <param name="Heads">n_head, attention heads H; each is D/H wide. Not used by the MLP.</param>
/// <param name="MlpWidth">d_mlp, the width of hidden layers.</param>
public sealed record Architecture(NetworkKind Kind, int Layers, int Width, int Heads, int MlpWidth);
