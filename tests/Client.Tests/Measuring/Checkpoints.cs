using Grokking.Checkpoints;
using Grokking.Model;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>A small transformer for addition mod 7 and its checkpoint as different programs would have written it.</summary>
internal static class Checkpoints
{
    public const int Modulus = 7;

    public static readonly Architecture Shape = new(NetworkKind.Transformer, Layers: 2, Width: 8, Heads: 2, MlpWidth: 12);

    /// <summary>What the metadata of a file say where it says all.</summary>
    public static readonly Dictionary<string, string> Facts = new() { ["task"] = "add", ["train_fraction"] = "0.5", ["seed"] = "3", ["heads"] = "2" };

    public static readonly Weights Weights = WeightsOf(new Transformer(Shape, Modulus).Layout);

    public static Weights WeightsOf(ParameterLayout layout) => new(layout, [.. Enumerable.Range(1, layout.Count).Select(i => (float)(0.8 * Math.Sin(i * 1.7) * Math.Cos(i * i * 0.31)))]);

    public static IReadOnlyList<StoredTensor> Ours => TensorsOf(Weights);

    public static IReadOnlyList<StoredTensor> TensorsOf(Weights weights) => [.. weights.Layout.Parameters.Select((parameter, i) => StoredTensor.Of(parameter.Name, parameter.Shape, weights[i]))];

    /// <summary>Modules as people write them: (outputs, inputs).</summary>
    public static IReadOnlyList<StoredTensor> PyTorch => [.. Ours.Select(tensor => Renamed(tensor, PyTorchName(tensor.Name)))];

    /// <summary>nn.TransformerEncoder: queries, keys and values in one tensor.</summary>
    public static IReadOnlyList<StoredTensor> Fused
    {
        get
        {
            List<StoredTensor> tensors = [.. PyTorch.Where(tensor => !tensor.Name.Contains("_proj", StringComparison.Ordinal)).Select(tensor => tensor with { Name = tensor.Name.Replace("blocks.", "transformer.layers.", StringComparison.Ordinal) })];
            for (int layer = 0; layer < Shape.Layers; layer++)
            {
                foreach (string leaf in (string[])["weight", "bias"])
                {
                    StoredTensor[] parts = [.. "qkv".Select(each => Named(PyTorch, $"blocks.{layer}.attn.{each}_proj.{leaf}"))];
                    tensors.Add(new($"transformer.layers.{layer}.self_attn.in_proj_{leaf}", "F32", [3 * parts[0].Shape[0], .. parts[0].Shape.Skip(1)], parts.SelectMany(part => part.Bytes.ToArray()).ToArray()));
                    tensors.Add(Named(PyTorch, $"blocks.{layer}.attn.out_proj.{leaf}") with { Name = $"transformer.layers.{layer}.self_attn.out_proj.{leaf}" });
                }
            }

            return tensors;
        }
    }

    /// <summary>Flax: (inputs, outputs), nested by slashes, heads as an axis of their own.</summary>
    public static IReadOnlyList<StoredTensor> Flax => [.. Ours.Select(tensor => tensor with { Name = FlaxName(tensor.Name), Shape = FlaxShape(tensor) })];

    public static StoredTensor Named(IEnumerable<StoredTensor> tensors, string name) => tensors.Single(tensor => tensor.Name == name);

    /// <summary>The same tensors with one changed.</summary>
    public static IReadOnlyList<StoredTensor> With(IEnumerable<StoredTensor> tensors, string name, Func<StoredTensor, StoredTensor> change) =>
        [.. tensors.Select(tensor => tensor.Name == name ? change(tensor) : tensor)];

    public static StoredTensor As(StoredTensor tensor, string type) => tensor with
    {
        ElementType = type,
        Bytes = tensor.Reals().SelectMany(value => type switch
        {
            "F64" => BitConverter.GetBytes((double)value),
            "F16" => BitConverter.GetBytes((Half)value),
            "BF16" => BitConverter.GetBytes(value)[2..],
            _ => throw new ArgumentException(type),
        }).ToArray(),
    };

    /// <summary>A file as another program writes it: without a checksum.</summary>
    public static byte[] Foreign(IEnumerable<StoredTensor> tensors, Dictionary<string, string>? metadata = null)
    {
        int offset = 0;
        List<StoredTensor> all = [.. tensors];
        Dictionary<string, object> header = metadata is null ? [] : new() { ["__metadata__"] = metadata };
        foreach (StoredTensor tensor in all)
        {
            header.Add(tensor.Name, new { dtype = tensor.ElementType, shape = tensor.Shape, data_offsets = (int[])[offset, offset += tensor.Bytes.Length] });
        }

        byte[] json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. all.SelectMany(tensor => tensor.Bytes.ToArray())];
    }

    private static StoredTensor Renamed(StoredTensor tensor, string name)
    {
        if (!tensor.Name.EndsWith(".kernel", StringComparison.Ordinal))
        {
            return tensor with { Name = name };
        }

        (int rows, int columns, float[] values) = (tensor.Shape[0], tensor.Shape[1], tensor.Reals());
        return StoredTensor.Of(name, [columns, rows], [.. from column in Enumerable.Range(0, columns) from row in Enumerable.Range(0, rows) select values[(row * columns) + column]]);
    }

    private static string PyTorchName(string name) => Replaced(
        name,
        ("embedding.token", "embedding.weight"), ("embedding.position", "pos_embedding.weight"), ("layers.", "blocks."), ("attention.query", "attn.q_proj"), ("attention.key", "attn.k_proj"),
        ("attention.value", "attn.v_proj"), ("attention.output", "attn.out_proj"), ("mlp.hidden", "mlp.fc1"), ("mlp.output", "mlp.fc2"), ("gain", "weight"), ("kernel", "weight"), ("output", "lm_head"));

    private static string FlaxName(string name) => "params/" + Replaced(
        name,
        ("embedding.token", "Embed_0.embedding"), ("embedding.position", "Embed_1.embedding"), ("layers.", "TransformerBlock_"), ("attention.output", "SelfAttention_0.out"), ("attention", "SelfAttention_0"),
        ("norm1", "LayerNorm_0"), ("norm2", "LayerNorm_1"), ("mlp.hidden", "Dense_0"), ("mlp.output", "Dense_1"), ("gain", "scale"), ("output", "Dense_0")).Replace('.', '/');

    private static IReadOnlyList<int> FlaxShape(StoredTensor tensor) => (tensor.Name.Contains("attention", StringComparison.Ordinal), tensor.Name.Contains("attention.output", StringComparison.Ordinal), tensor.Shape.Count) switch
    {
        (true, true, 2) => [2, 4, 8],
        (true, false, 2) => [8, 2, 4],
        (true, false, 1) => [2, 4],
        _ => tensor.Shape,
    };

    private static string Replaced(string name, params (string Old, string New)[] words) => words.Aggregate(name, (text, word) => text.Replace(word.Old, word.New, StringComparison.Ordinal));
}
