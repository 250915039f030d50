using GrokCluster.Client.Measuring;
using GrokCluster.Client.Tests.Commands;
using Grokking.Model;

namespace GrokCluster.Client.Tests.Measuring;

public class NameDocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "measure.md"));

    public static TheoryData<string> Words =>
    [
        .. NameTables.Wrappers, .. NameTables.Blocks, .. NameTables.Tokens, .. NameTables.Positions, .. NameTables.Outputs, .. NameTables.Attentions.Where(word => word != "attention"), .. NameTables.FusedProjections,
        .. NameTables.Projections.Keys.Where(IsTheirs), .. NameTables.Norms.Keys.Where(IsTheirs), .. NameTables.Mlps, .. NameTables.MlpParts.Keys.Where(IsTheirs), .. NameTables.BareMlp.Keys,
    ];

    [Fact]
    public void Every_word_that_is_known_is_documented() => Assert.All(Words.Select(word => word.Data), word => Assert.Contains($"`{word}`", Text, StringComparison.Ordinal));

    [Fact]
    public void Our_own_names_are_known_as_they_are()
    {
        foreach (INetwork network in (INetwork[])[new Transformer(new(NetworkKind.Transformer, 3, 4, 1, 5), 7), new MlpNetwork(new(NetworkKind.Mlp, 2, 4, 1, 5), 7)])
        {
            Assert.All(network.Layout.Parameters, parameter => Assert.Equal(new TensorRole(parameter.Name), Assert.Single(ParameterName.Roles(parameter.Name))));
        }
    }

    [Theory]
    [InlineData("h.11.attn.c_attn.weight", "layers.11.attention.query.kernel", "layers.11.attention.key.kernel", "layers.11.attention.value.kernel")]
    [InlineData("transformer.h.0.mlp.c_proj.bias", "layers.0.mlp.output.bias")]
    [InlineData("model.decoder.layers.2.self_attn.out_proj.weight", "layers.2.attention.output.kernel")]
    [InlineData("params/DecoderBlock_1/LayerNorm_1/scale", "layers.1.norm2.gain")]
    [InlineData("params/DecoderBlock_1/MLP_0/Dense_1/kernel", "layers.1.mlp.output.kernel")]
    [InlineData("blocks.0.mlp.2.weight", "layers.0.mlp.output.kernel")]
    [InlineData("wpe.weight", "embedding.position")]
    [InlineData("lm_head.bias", "output.bias")]
    [InlineData("blocks.1000.norm1.weight")]
    [InlineData("blocks.-1.norm1.weight")]
    [InlineData("lm_head")]
    [InlineData("")]
    [InlineData("...")]
    public void Names_of_other_programs_are_told(string name, params string[] ours) => Assert.Equal(ours, ParameterName.Roles(name).Select(role => role.Ours));

    private static bool IsTheirs(string word) => word is not ("query" or "key" or "value" or "output" or "hidden" or "norm1" or "norm2");
}
