using System.Diagnostics;
using System.Text.Json;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Coders;
using Grokking.Model;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Containers of the coders beside bzip2: what <c>grok measure --save</c> writes is all that <c>grok decode</c> needs.</summary>
public sealed class CodedFileTests : IDisposable
{
    private static readonly string[] Split = ["--task", "add", "--train-fraction", "0.5", "--seed", "3"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("tensor")]
    [InlineData("gauge")]
    [InlineData("fourier")]
    public async Task Another_process_that_sees_the_container_alone_has_the_stated_loss(string coder)
    {
        string path = folder.In("coded.gk");
        JsonElement json = await Measured.Json(Input(), "--coder", coder, "--save", path, "--epsilon", "0.05");
        JsonElement stated = json.GetProperty("coders").EnumerateArray().Single(each => each.GetProperty("epsilon").GetDouble() == 0.05);
        Assert.Equal((coder, new FileInfo(path).Length), (stated.GetProperty("coder").GetString(), stated.GetProperty("bytes").GetInt64()));
        string alone = Directory.CreateDirectory(folder.In("elsewhere")).FullName;
        File.Move(path, Path.Combine(alone, "moved.gk"));

        JsonElement decoded = await InAnotherProcess(alone, ["decode", "moved.gk", .. Split, "--json"]);

        Assert.Equal(stated.GetProperty("bytes").GetInt64(), decoded.GetProperty("bytes").GetInt64());
        Assert.Equal(7, decoded.GetProperty("modulus").GetInt32());
        Assert.Equal(stated.GetProperty("coarse_train_loss").GetDouble(), decoded.GetProperty("train_loss").GetDouble(), 1e-6);
        Assert.Equal(stated.GetProperty("coarse_test_loss").GetDouble(), decoded.GetProperty("test_loss").GetDouble(), 1e-6);
        Assert.Equal(stated.GetProperty("coarse_train_accuracy").GetDouble(), decoded.GetProperty("train_accuracy").GetDouble(), 1e-9);
        Assert.InRange(Math.Abs(decoded.GetProperty("train_loss").GetDouble() - json.GetProperty("train_loss").GetDouble()), 0, 0.05);
    }

    [Fact]
    public async Task Weights_in_a_container_are_written_and_measured_again_have_its_loss()
    {
        string path = folder.In("coded.gk");
        string target = folder.In("weights.safetensors");
        await Measured.Json(Input(), "--coder", "tensor", "--save", path, "--epsilon", "0.05");
        JsonElement decoded = await Decoded([path, "--out", target, .. Split]);

        JsonElement read = await Measured.Json(target, "--task", "add", "--train-fraction", "0.5", "--seed", "3");

        Assert.Equal(target, decoded.GetProperty("out").GetString());
        Assert.Equal(decoded.GetProperty("train_loss").GetDouble(), read.GetProperty("train_loss").GetDouble(), 1e-6);
        Assert.Equal(Checkpoints.Weights.Values.Length, decoded.GetProperty("weights").GetInt32());
    }

    [Fact]
    public async Task Tensors_of_an_unknown_network_come_back_by_their_shapes()
    {
        string path = folder.In("coded.gk");
        string target = folder.In("weights.safetensors");
        string command = OperatingSystem.IsWindows() ? "echo 1 0.5" : "while read line; do echo 1 0.5; done";
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync("measure", Input(), "--loss-command", command, "--train-count", "24", "--coder", "tensor", "--epsilons", "0.5", "--evaluations", "4", "--save", path, "--json"));

        JsonElement decoded = await Decoded([path, "--out", target]);

        Assert.Equal((0, JsonValueKind.Null), (decoded.GetProperty("modulus").GetInt32(), decoded.GetProperty("train_loss").ValueKind));
        Assert.Equal(Checkpoints.Ours.Count, Safetensors.ReadStored(File.ReadAllBytes(target)).Tensors.Count);
        Assert.StartsWith($"--task: given, but {path} holds tensors of an unknown network", await Refusal("decode", path, "--task", "add"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_what_a_container_is_and_that_fourier_knows_the_task()
    {
        string path = folder.In("coded.gk");
        await Measured.Json(Input(), "--coder", "fourier", "--save", path, "--epsilon", "0.5");
        Commands.CommandLine grok = new();

        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync(["decode", path, .. Split]));

        Assert.StartsWith($"{path}: {new FileInfo(path).Length:N0} bytes, coder ", grok.Output, StringComparison.Ordinal);
        Assert.Contains("mod 7, transformer, layers 2, width 8, heads 2, d_mlp 12", grok.Output, StringComparison.Ordinal);
        Assert.Matches("loss [0-9.]+ train, [0-9.]+ test; accuracy [0-9.]+ train, [0-9.]+ test\n", grok.Output);
    }

    [Fact]
    public async Task What_is_no_container_is_refused_in_one_line()
    {
        string bzip2 = folder.In("coarse.bz2");
        File.WriteAllBytes(bzip2, [.. "BZh91AY"u8]);
        string empty = folder.File("empty.gk", "");
        string text = folder.File("text.gk", "gk, but not one of ours");
        Assert.Contains("does not say which network it holds", await Refusal("decode", bzip2), StringComparison.Ordinal);
        Assert.StartsWith($"{empty}: the file has 0 bytes", await Refusal("decode", empty), StringComparison.Ordinal);
        Assert.StartsWith($"{text}: ", await Refusal("decode", text), StringComparison.Ordinal);
        Assert.StartsWith($"{folder.In("none.gk")}: the file cannot be read", await Refusal("decode", folder.In("none.gk")), StringComparison.Ordinal);
        Assert.Equal("--seed: given without --task; allowed is only with it, for loss and accuracy; give --task NAME", await Refusal("decode", text, "--seed", "1"));
    }

    [Theory]
    [InlineData("coded.gk", "tensor,gauge", "--save: given with --coder bzip2,tensor,gauge; allowed is one coder, whose container it writes; name that one alone")]
    [InlineData("coded.safetensors", "gauge", "--save: given '*'; allowed is a file ending in .gk, as the container of coder gauge says by itself which network it holds; give another")]
    [InlineData("coded.gk", "bzip2", "--save: given '*'; allowed is a file ending in .safetensors that is not the one measured; give another")]
    [InlineData("coded.gk", "gouge", "--coder: given 'gouge'; allowed are one or more of bzip2, tensor, gauge, fourier, each once, with commas between; did you mean 'gauge'?")]
    [InlineData("coded.gk", "gauge,gauge", "--coder: given 'gauge,gauge'; allowed are one or more of bzip2, tensor, gauge, fourier, each once, with commas between")]
    public async Task A_path_or_coder_that_cannot_be_is_refused_before_anything_is_computed(string name, string coder, string expected) =>
        Assert.Equal(expected.Replace("*", folder.In(name), StringComparison.Ordinal), await Refusal("measure", Input(), "--coder", coder, "--save", folder.In(name)));

    [Fact]
    public async Task The_rows_of_positions_that_no_network_reads_make_no_difference()
    {
        JsonElement ours = await Measured.Json(Input(), "--coder", "tensor");
        StoredTensor[] more = [.. Checkpoints.With(Checkpoints.Ours, "embedding.position", tensor => StoredTensor.Of(tensor.Name, [4, 8], tensor.Reals()[..32]))];
        JsonElement fewer = await Measured.Json(Input(more), "--coder", "tensor");
        Assert.Equal(ours.GetProperty("train_loss").GetDouble(), fewer.GetProperty("train_loss").GetDouble(), 1e-9);
        Assert.All(fewer.GetProperty("coders").EnumerateArray(), each => Assert.InRange(each.GetProperty("distortion").GetDouble(), 0, each.GetProperty("epsilon").GetDouble()));
    }

    private static async Task<JsonElement> Decoded(string[] arguments)
    {
        Commands.CommandLine grok = new();
        int code = await grok.InvokeAsync(["decode", .. arguments, "--json"]);
        Assert.Equal((ExitCodes.Ok, ""), (code, grok.Error));
        return JsonDocument.Parse(grok.Output).RootElement;
    }

    private static async Task<string> Refusal(params string[] arguments)
    {
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.BadInput, await grok.InvokeAsync(arguments));
        Assert.Equal("", grok.Output);
        Assert.DoesNotContain('\n', grok.Error.TrimEnd('\n'));
        return grok.Error.TrimEnd('\n');
    }

    private static async Task<JsonElement> InAnotherProcess(string directory, string[] arguments)
    {
        string grok = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "grok.exe" : "grok");
        using Process process = Process.Start(new ProcessStartInfo(grok, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal((ExitCodes.Ok, ""), (process.ExitCode, await error));
            return JsonDocument.Parse(output).RootElement;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private string Input(IReadOnlyList<StoredTensor>? tensors = null)
    {
        string path = folder.In("input.safetensors");
        File.WriteAllBytes(path, Checkpoints.Foreign(tensors ?? Checkpoints.Ours, Checkpoints.Facts));
        return path;
    }
}
