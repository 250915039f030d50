using System.Text.Json;
using Grokking.Checkpoints;
using Grokking.Compression;
using Grokking.Model;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>The same weights are the same network, whoever wrote them and by whatever names.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Programs => ["ours", "PyTorch", "nn.TransformerEncoder", "Flax", "F64", "wrapped", "buffers"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Equal_weights_by_other_names_give_identical_figures(string program)
    {
        IReadOnlyList<StoredTensor> tensors = program switch
        {
            "ours" => Checkpoints.Ours,
            "PyTorch" => Checkpoints.PyTorch,
            "nn.TransformerEncoder" => Checkpoints.Fused,
            "Flax" => Checkpoints.Flax,
            "F64" => [.. Checkpoints.PyTorch.Select(tensor => Checkpoints.As(tensor, "F64"))],
            "wrapped" => [.. Checkpoints.PyTorch.Select(tensor => tensor with { Name = $"_orig_mod.module.{tensor.Name}" })],
            _ => [.. Checkpoints.PyTorch, new("steps", "I64", [], new byte[8])],
        };

        Assert.Equal(await Reference(), Measured.Figures(await Measured.Json(File("a", tensors, Checkpoints.Facts))));
    }

    [Fact]
    public async Task The_figures_are_those_that_a_sweep_measures()
    {
        RunSpecification run = Paper.Run(Operation.Add, Method.Ours, seed: 3, epochs: 40) with { Modulus = Checkpoints.Modulus, TrainFraction = 0.5, Architecture = Checkpoints.Shape };
        using RunScorer scorer = new(run);
        Measurement expected = new CheckpointMeasurer(new Bzip2Coder()).Measure(Checkpoints.Weights, 40, scorer, new() { Epsilons = [0.5, 0.05], Evaluations = 12 }, run.Seed);
        string path = folder.In("40.safetensors");
        System.IO.File.WriteAllBytes(path, CheckpointFile.Write(Checkpoints.Weights, RunId.Canonical(run), 40));

        JsonElement json = await Measured.Json(path);

        Assert.Equal((40, expected.NaiveBytes, expected.EffectiveRank), (json.GetProperty("epoch").GetInt32(), json.GetProperty("naive_bytes").GetInt64(), json.GetProperty("effective_rank").GetDouble()));
        Assert.Equal((expected.Train.Loss, expected.Test.Accuracy), (json.GetProperty("train_loss").GetDouble(), json.GetProperty("test_accuracy").GetDouble()));
        Assert.Equal(
            expected.Epsilons.Select(each => (each.Epsilon, each.Bytes, each.Tau, each.Delta, each.Distortion, each.CoarseTest.Loss, each.GeneralizationBound, each.DescriptionLengthBits)),
            json.GetProperty("epsilons").EnumerateArray().Select(each => (D(each, "epsilon"), each.GetProperty("bytes").GetInt64(), D(each, "tau"), D(each, "delta"), D(each, "distortion"), D(each, "coarse_test_loss"), D(each, "generalization_bound"), D(each, "description_length_bits"))));
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public async Task Halves_are_read_as_what_they_hold(string type)
    {
        StoredTensor[] halves = [.. Checkpoints.Ours.Select(tensor => Checkpoints.As(tensor, type))];
        StoredTensor[] same = [.. halves.Select(tensor => StoredTensor.Of(tensor.Name, tensor.Shape, tensor.Reals()))];

        string figures = Measured.Figures(await Measured.Json(File("half", halves, Checkpoints.Facts)));

        Assert.Equal(Measured.Figures(await Measured.Json(File("whole", same, Checkpoints.Facts))), figures);
        Assert.NotEqual(await Reference(), figures);
    }

    [Fact]
    public async Task Options_tell_what_the_file_does_not_and_any_names_by_rules()
    {
        string file = File("a", Strange, null);
        string map = folder.File("names.txt", "# theirs\nlayers.*.attention.query.kernel = part.*.ask\n\nlayers.*.attn.k_proj.weight = part.*.be asked\n");

        JsonElement json = await Measured.Json(
            file, "--task", "add", "--train-fraction", "0.5", "--seed", "3", "--heads", "2", "--modulus", "7", "--map", map, "--name", "embedding.token=words", "--ignore", "old.*.weight");

        Assert.Equal(await Reference(), Measured.Figures(json));
    }

    [Fact]
    public async Task The_training_equations_may_be_given_in_a_tensor_a_text_or_an_array()
    {
        (Equation[] train, _) = new ModularTask(Operation.Add, Checkpoints.Modulus).Split(0.5, 3);
        long[] indices = [.. train.Select(each => (long)((each.A * Checkpoints.Modulus) + each.B))];
        byte[] bytes = [.. indices.SelectMany(BitConverter.GetBytes)];
        string plain = File("plain", Checkpoints.Ours, null);
        string text = folder.File("indices.txt", string.Join(",\n", indices));
        string array = folder.In("indices.npy");
        System.IO.File.WriteAllBytes(array, NumpyArrays.Write("<i8", false, [indices.Length], bytes));
        string[] options = ["--task", "add", "--heads", "2"];

        string byText = Measured.Figures(await Measured.Json([plain, .. options, "--train-indices", text]));
        string byArray = Measured.Figures(await Measured.Json([plain, .. options, "--train-indices", array]));
        string byTensor = Measured.Figures(await Measured.Json([File("tensor", [.. Checkpoints.Ours, new("train_indices", "I64", [indices.Length], bytes)], null), .. options]));

        Assert.Equal((byText, byText), (byArray, byTensor));
        double loss = (await Measured.Json(File("seed", Checkpoints.Ours, Checkpoints.Facts))).GetProperty("train_loss").GetDouble();
        Assert.Equal(loss, JsonDocument.Parse("{" + byText.Split('\n').Single(line => line.StartsWith("\"train_loss\"", StringComparison.Ordinal)) + "}").RootElement.GetProperty("train_loss").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task A_table_of_four_positions_does_as_well()
    {
        IReadOnlyList<StoredTensor> four = Checkpoints.With(Checkpoints.Ours, "embedding.position", tensor => StoredTensor.Of(tensor.Name, [4, 8], tensor.Reals().AsSpan(0, 32)));

        JsonElement json = await Measured.Json(File("four", four, Checkpoints.Facts));

        Assert.Equal(Checkpoints.Weights.Values.Length - 40, json.GetProperty("weights").GetInt32());
        Assert.Equal((await Measured.Json(File("nine", Checkpoints.Ours, Checkpoints.Facts))).GetProperty("train_loss").GetDouble(), json.GetProperty("train_loss").GetDouble());
    }

    [Fact]
    public async Task A_multilayer_perceptron_is_told_from_a_transformer()
    {
        Weights weights = Checkpoints.WeightsOf(new MlpNetwork(new(NetworkKind.Mlp, Layers: 2, Width: 6, Heads: 1, MlpWidth: 10), Checkpoints.Modulus).Layout);

        JsonElement json = await Measured.Json(File("mlp", Checkpoints.TensorsOf(weights), new() { ["task"] = "sub", ["train_fraction"] = "0.5", ["seed"] = "0" }));

        Assert.Equal(weights.Values.Length, json.GetProperty("weights").GetInt32());
    }

    private static double D(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    // Two by names that nobody knows, and something that is no parameter.
    private static IReadOnlyList<StoredTensor> Strange =>
    [
        .. Checkpoints.Ours.Where(tensor => !tensor.Name.Contains("key.kernel", StringComparison.Ordinal)).Select(tensor => tensor with
        {
            Name = tensor.Name == "embedding.token" ? "words" : tensor.Name.EndsWith("query.kernel", StringComparison.Ordinal) ? $"part.{tensor.Name[7]}.ask" : tensor.Name,
        }),
        .. Checkpoints.PyTorch.Where(tensor => tensor.Name.EndsWith("k_proj.weight", StringComparison.Ordinal)).Select(tensor => tensor with { Name = $"part.{tensor.Name[7]}.be asked" }),
        StoredTensor.Of("old.1.weight", [2], [1, 2]),
    ];

    private async Task<string> Reference() => Measured.Figures(await Measured.Json(File("reference", Checkpoints.Ours, Checkpoints.Facts)));

    private string File(string name, IReadOnlyList<StoredTensor> tensors, Dictionary<string, string>? metadata)
    {
        string path = folder.In($"{name}.safetensors");
        System.IO.File.WriteAllBytes(path, Checkpoints.Foreign(tensors, metadata));
        return path;
    }
}
