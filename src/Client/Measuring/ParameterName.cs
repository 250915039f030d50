using System.Globalization;

namespace GrokCluster.Client.Measuring;

/// <summary>What a tensor of a file is, in our names.</summary>
/// <param name="Ours">The parameter's name in our layout, such as <c>layers.0.attention.query.kernel</c>.</param>
/// <param name="Transposed">Whether the file has it as (outputs, inputs), as PyTorch does; ours is (inputs, outputs).</param>
/// <param name="Part">Which of <paramref name="Parts"/> along the first axis.</param>
/// <param name="Parts">3 where queries, keys and values are one tensor, else 1.</param>
internal readonly record struct TensorRole(string Ours, bool Transposed = false, int Part = 0, int Parts = 1);

/// <summary>
/// Finds out what a name says, ours or one that PyTorch and Flax programs use: wrappers such as <c>module.</c> left out, then the place, then the leaf. <c>weight</c> of a dense layer is
/// (outputs, inputs), <c>kernel</c> is (inputs, outputs). docs/measure.md has the table.
/// </summary>
internal static class ParameterName
{
    private const int LongestName = 500;
    private const int MostLayers = 1000;

    /// <summary>The roles of a tensor of this name, three for queries, keys and values in one; empty if the name says nothing known.</summary>
    public static IReadOnlyList<TensorRole> Roles(string name)
    {
        if (name.Length > LongestName)
        {
            return [];
        }

        string[] words = name.ToLowerInvariant().Split('.', '/');
        while (words.Length > 2 && NameTables.Wrappers.Contains(words[0]))
        {
            words = words[1..];
        }

        return Layer(ref words) is int layer ? InLayer($"layers.{layer.ToString(CultureInfo.InvariantCulture)}", words) : AtTop(words);
    }

    // blocks.3.…, h.3.…, TransformerBlock_3.…
    private static int? Layer(ref string[] words)
    {
        int cut = words[0].LastIndexOf('_');
        if (words.Length > 2 && NameTables.Blocks.Contains(words[0]) && Number(words[1]) is int apart)
        {
            words = words[2..];
            return apart;
        }

        if (words.Length > 1 && cut > 0 && NameTables.Blocks.Contains(words[0][..cut]) && Number(words[0][(cut + 1)..]) is int joined)
        {
            words = words[1..];
            return joined;
        }

        return null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < MostLayers ? number : null;

    private static IReadOnlyList<TensorRole> InLayer(string layer, string[] words) => words switch
    {
        [string leaf] => Dense(layer, leaf),
        [string norm, string leaf] when NameTables.Norms.TryGetValue(norm, out string? ours) => Norm($"{layer}.{ours}", leaf),
        [string dense, string leaf] when NameTables.BareMlp.TryGetValue(dense, out string? ours) => Dense($"{layer}.mlp.{ours}", leaf),
        [string mlp, string dense, string leaf] when NameTables.Mlps.Contains(mlp) && NameTables.MlpParts.TryGetValue(dense, out string? ours) => Dense($"{layer}.mlp.{ours}", leaf),
        [string attention, "in_proj_weight"] when NameTables.Attentions.Contains(attention) => Fused(layer, "weight"),
        [string attention, "in_proj_bias"] when NameTables.Attentions.Contains(attention) => Fused(layer, "bias"),
        [string attention, string fused, string leaf] when NameTables.Attentions.Contains(attention) && NameTables.FusedProjections.Contains(fused) => Fused(layer, leaf),
        [string attention, string projection, string leaf] when NameTables.Attentions.Contains(attention) && NameTables.Projections.TryGetValue(projection, out string? ours) => Dense($"{layer}.attention.{ours}", leaf),
        _ => [],
    };

    private static IReadOnlyList<TensorRole> AtTop(string[] words)
    {
        string last = words[^1];
        bool hasLeaf = words.Length > 1 && last is "weight" or "embedding" or "kernel" or "bias";
        string place = string.Join('.', hasLeaf ? words[..^1] : words);
        return NameTables.Outputs.Contains(place) && hasLeaf ? Dense("output", last)
            : last == "bias" || last == "kernel" ? []
            : NameTables.Tokens.Contains(place) ? [new("embedding.token")]
            : NameTables.Positions.Contains(place) ? [new("embedding.position")]
            : [];
    }

    private static IReadOnlyList<TensorRole> Dense(string place, string leaf) => leaf switch
    {
        "kernel" => [new($"{place}.kernel")],
        "weight" => [new($"{place}.kernel", Transposed: true)],
        "bias" => [new($"{place}.bias")],
        _ => [],
    };

    private static IReadOnlyList<TensorRole> Norm(string place, string leaf) => leaf switch
    {
        "gain" or "weight" or "scale" or "gamma" => [new($"{place}.gain")],
        "bias" or "beta" => [new($"{place}.bias")],
        _ => [],
    };

    private static IReadOnlyList<TensorRole> Fused(string layer, string leaf)
    {
        string[] projections = ["query", "key", "value"];
        return leaf is "weight" or "bias"
            ? [.. projections.Select((projection, i) => new TensorRole($"{layer}.attention.{projection}.{(leaf == "weight" ? "kernel" : "bias")}", leaf == "weight", i, projections.Length))]
            : [];
    }
}
