using System.Text.Json;
using Grokking.Checkpoints;
using Grokking.Compression;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>What <c>--save</c> writes is the network that the figures are of, and its size is the length of what decodes to it.</summary>
public sealed class CoarseFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_saved_network_has_the_stated_loss_and_size_when_it_is_read_again(bool byTheirNames)
    {
        string target = folder.In("coarse.safetensors");
        IReadOnlyList<StoredTensor> tensors = byTheirNames ? Checkpoints.Fused : Checkpoints.Flax;
        JsonElement stated = (await Measured.Json(Input(tensors), "--save", target, "--epsilon", "0.05")).GetProperty("epsilons").EnumerateArray().Single(each => each.GetProperty("epsilon").GetDouble() == 0.05);

        JsonElement read = await Measured.Json(target);

        Assert.Equal(stated.GetProperty("coarse_train_loss").GetDouble(), read.GetProperty("train_loss").GetDouble());
        Assert.Equal(stated.GetProperty("coarse_test_loss").GetDouble(), read.GetProperty("test_loss").GetDouble());
        Assert.Equal(stated.GetProperty("coarse_test_accuracy").GetDouble(), read.GetProperty("test_accuracy").GetDouble());
        Assert.Equal(stated.GetProperty("bytes").GetInt64(), read.GetProperty("coded").GetProperty("bytes").GetInt64());
        Assert.Equal(stated.GetProperty("bytes").GetInt64(), new FileInfo(folder.In("coarse.bz2")).Length);
        (IReadOnlyList<StoredTensor> saved, _) = Safetensors.ReadStored(File.ReadAllBytes(target));
        Assert.Equal(tensors.Select(tensor => (tensor.Name, string.Join(',', tensor.Shape))), saved.Select(tensor => (tensor.Name, string.Join(',', tensor.Shape))));
    }

    [Fact]
    public async Task The_coded_bytes_decode_with_nothing_but_the_layout_to_the_weights_beside_them()
    {
        string target = folder.In("coarse.safetensors");
        await Measured.Json(Input(Checkpoints.Ours), "--save", target, "--epsilon", "0.5");

        float[] decoded = new Bzip2Coder().Decode(File.ReadAllBytes(folder.In("coarse.bz2")), Checkpoints.Weights.Layout).ToWeights().Values;

        Assert.Equal(Safetensors.Read(File.ReadAllBytes(target)).Tensors.SelectMany(tensor => tensor.Values.ToArray()), decoded);
    }

    [Fact]
    public async Task Without_an_epsilon_the_one_of_least_description_length_is_saved()
    {
        JsonElement json = await Measured.Json(Input(Checkpoints.Ours), "--save", folder.In("best.safetensors"));

        Assert.Equal(json.GetProperty("best_epsilon").GetDouble(), json.GetProperty("saved").GetProperty("epsilon").GetDouble());
    }

    [Fact]
    public async Task Coded_bytes_of_another_network_or_damaged_ones_are_refused()
    {
        string target = folder.In("coarse.safetensors");
        string coded = folder.In("coarse.bz2");
        await Measured.Json(Input(Checkpoints.Ours), "--save", folder.In("other.safetensors"), "--epsilon", "0.5");
        await Measured.Json(Input(Checkpoints.Ours), "--save", target, "--epsilon", "0.05");

        File.Copy(folder.In("other.bz2"), coded, overwrite: true);
        Assert.Equal($"{coded}: it decodes to other weights than {target} has; allowed is the coded network of that file; delete it, or save both anew", await Measured.Refusal(target));
        File.WriteAllBytes(coded, [1, 2, 3]);
        Assert.Contains("delete it, or save both anew", await Measured.Refusal(target), StringComparison.Ordinal);
        File.Delete(coded);
        Assert.Equal(JsonValueKind.Null, (await Measured.Json(target)).GetProperty("coded").ValueKind);
    }

    [Fact]
    public async Task A_split_by_indices_goes_with_the_saved_network()
    {
        string indices = folder.File("indices.txt", string.Join(' ', Enumerable.Range(3, 30)));
        JsonElement stated = await Measured.Json(Input(Checkpoints.Ours), "--train-indices", indices, "--save", folder.In("coarse.safetensors"), "--epsilon", "0.5");

        JsonElement read = await Measured.Json(folder.In("coarse.safetensors"));

        Assert.Equal(30, read.GetProperty("train_count").GetInt32());
        Assert.Equal(stated.GetProperty("epsilons")[0].GetProperty("coarse_train_loss").GetDouble(), read.GetProperty("train_loss").GetDouble());
    }

    private string Input(IReadOnlyList<StoredTensor> tensors)
    {
        string path = folder.In("input.safetensors");
        File.WriteAllBytes(path, Checkpoints.Foreign(tensors, Checkpoints.Facts));
        return path;
    }
}
