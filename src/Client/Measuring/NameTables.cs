using System.Collections.Frozen;

namespace GrokCluster.Client.Measuring;

/// <summary>The words by which programs name the parts of a transformer, in lower case; docs/measure.md lists them, and a test holds the two together.</summary>
internal static class NameTables
{
    /// <summary>What may come before a name and says nothing.</summary>
    public static FrozenSet<string> Wrappers { get; } = FrozenSet.ToFrozenSet(["module", "model", "params", "state_dict", "_orig_mod", "transformer", "network", "net", "encoder", "decoder"]);

    /// <summary>Followed by a layer's number, after a dot or an underscore.</summary>
    public static FrozenSet<string> Blocks { get; } = FrozenSet.ToFrozenSet(["layers", "layer", "blocks", "block", "h", "transformerblock", "decoderblock", "encoderblock", "transformer_block", "decoder_block", "transformerlayer"]);

    /// <summary>The embedding of tokens.</summary>
    public static FrozenSet<string> Tokens { get; } = FrozenSet.ToFrozenSet(
        ["embedding.token", "embedding", "embed", "embeddings", "token_embedding", "token_embeddings", "token_embed", "tok_embedding", "tok_embed", "tok_emb", "embed_tokens", "wte", "embed_0"]);

    /// <summary>The table of positions.</summary>
    public static FrozenSet<string> Positions { get; } = FrozenSet.ToFrozenSet(
        ["embedding.position", "position", "position_embedding", "position_embeddings", "positional_embedding", "pos_embedding", "pos_embed", "pos_emb", "wpe", "embed_1"]);

    /// <summary>The output layer.</summary>
    public static FrozenSet<string> Outputs { get; } = FrozenSet.ToFrozenSet(["output", "output_layer", "out", "unembedding", "unembed", "lm_head", "head", "fc_out", "readout", "classifier", "dense_0"]);

    /// <summary>Attention within a layer.</summary>
    public static FrozenSet<string> Attentions { get; } = FrozenSet.ToFrozenSet(["attention", "attn", "self_attn", "self_attention", "mha", "selfattention_0", "multiheadattention_0", "multiheaddotproductattention_0"]);

    /// <summary>Queries, keys and values in one tensor.</summary>
    public static FrozenSet<string> FusedProjections { get; } = FrozenSet.ToFrozenSet(["in_proj", "qkv", "qkv_proj", "c_attn"]);

    /// <summary>The projections of attention.</summary>
    public static FrozenDictionary<string, string> Projections { get; } = Table(
        ("query", ["query", "q_proj", "q", "wq"]), ("key", ["key", "k_proj", "k", "wk"]), ("value", ["value", "v_proj", "v", "wv"]), ("output", ["output", "out_proj", "o_proj", "out", "proj", "c_proj", "wo", "o"]));

    /// <summary>Both normalisations of a layer.</summary>
    public static FrozenDictionary<string, string> Norms { get; } = Table(
        ("norm1", ["norm1", "norm_1", "ln1", "ln_1", "layer_norm1", "layer_norm_1", "layernorm_0"]), ("norm2", ["norm2", "norm_2", "ln2", "ln_2", "layer_norm2", "layer_norm_2", "layernorm_1"]));

    /// <summary>The feed-forward part of a layer.</summary>
    public static FrozenSet<string> Mlps { get; } = FrozenSet.ToFrozenSet(["mlp", "ffn", "ff", "feed_forward", "feedforward", "mlp_0", "mlpblock_0"]);

    /// <summary>Its two dense layers; numbers are places in an nn.Sequential.</summary>
    public static FrozenDictionary<string, string> MlpParts { get; } = Table(
        ("hidden", ["hidden", "fc1", "fc_1", "linear1", "c_fc", "up", "up_proj", "w1", "dense_0", "0"]), ("output", ["output", "fc2", "fc_2", "linear2", "c_proj", "down", "down_proj", "w2", "dense_1", "2", "3"]));

    /// <summary>The same without a part of their own.</summary>
    public static FrozenDictionary<string, string> BareMlp { get; } = Table(("hidden", ["fc1", "linear1", "dense_0"]), ("output", ["fc2", "linear2", "dense_1"]));

    private static FrozenDictionary<string, string> Table(params (string Ours, string[] Theirs)[] rows) =>
        rows.SelectMany(row => row.Theirs.Select(theirs => KeyValuePair.Create(theirs, row.Ours))).ToFrozenDictionary();
}
