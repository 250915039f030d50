using System.Globalization;
using System.Text.Json;
using GrokCluster.Client.Measuring;
using GrokCluster.Client.Terminal;
using Grokking.Checkpoints;
using Grokking.Compression;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Networks that only a program of the user's can score; here the shell, whose loss is the mean square of the weights.</summary>
public sealed class LossCommandTests : IDisposable
{
    // The weights come last in a file: 4 × 6 and 5 float32 values.
    private const string MeanSquare = """tail -c 116 "$f" | od -An -v -tf4 | awk '{ for (i = 1; i <= NF; i++) s += $i * $i } END { printf "%.9g %s\n", s / 29, more }' more=""";
    private const string Forever = "sleep 86400";
    private const string Server = "while read -r f; do " + MeanSquare + "; done";

    private static readonly float[] Matrix = [.. Enumerable.Range(1, 24).Select(i => MathF.Sin(i))];
    private static readonly float[] Vector = [0.5f, -0.25f, 1, -1, 0.1234567f];

    // In one piece; a command that answers without reading gets there by many paths.
    private static readonly string MoreThanAPipeHolds = new('x', 1 << 20);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Server)]
    [InlineData("f={}; " + MeanSquare)]
    public async Task A_command_scores_candidates_as_a_server_or_one_by_one(string command)
    {
        JsonElement json = await Measured.Json(Network(), "--loss-command", command);

        double loss = Matrix.Concat(Vector).Sum(each => (double)each * each) / 29;
        Assert.Equal(loss, json.GetProperty("train_loss").GetDouble(), 1e-6);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("test_loss").ValueKind);
        foreach (JsonElement each in json.GetProperty("epsilons").EnumerateArray())
        {
            Assert.InRange(each.GetProperty("distortion").GetDouble(), 0, each.GetProperty("epsilon").GetDouble());
            Assert.Equal(Math.Abs(each.GetProperty("coarse_train_loss").GetDouble() - json.GetProperty("train_loss").GetDouble()), each.GetProperty("distortion").GetDouble(), 1e-12);
            Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (each.GetProperty("generalization_bound").ValueKind, each.GetProperty("description_length_bits").ValueKind));
        }
    }

    [Fact]
    public async Task With_accuracies_and_a_number_of_examples_there_is_a_bound()
    {
        JsonElement json = await Measured.Json(Network(), "--loss-command", Server.Replace("more=", "more='0.75 2 0.5'", StringComparison.Ordinal), "--train-count", "1000");

        Assert.Equal((0.75, 2, 0.5), (json.GetProperty("train_accuracy").GetDouble(), json.GetProperty("test_loss").GetDouble(), json.GetProperty("test_accuracy").GetDouble()));
        JsonElement first = json.GetProperty("epsilons")[0];
        Assert.Equal(Grokking.Theory.GeneralizationBound.Of(8.0 * first.GetProperty("bytes").GetInt64(), 0.25, 1000), first.GetProperty("generalization_bound").GetDouble());
    }

    [Fact]
    public async Task A_folder_of_arrays_is_measured_like_a_file_of_them()
    {
        string arrays = Directory.CreateDirectory(folder.In("arrays")).FullName;
        byte[] columns = [.. from column in Enumerable.Range(0, 6) from row in Enumerable.Range(0, 4) from each in BitConverter.GetBytes(Matrix[(row * 6) + column]) select each];
        File.WriteAllBytes(Path.Combine(arrays, "a.npy"), NumpyArrays.Write("<f4", true, [4, 6], columns));
        File.WriteAllBytes(Path.Combine(arrays, "b.npy"), NumpyArrays.Write("<f4", false, [5], [.. Vector.SelectMany(BitConverter.GetBytes)]));

        Assert.Equal(Measured.Figures(await Measured.Json(Network(), "--loss-command", Server)), Measured.Figures(await Measured.Json(arrays, "--loss-command", Server)));
    }

    [Fact]
    public async Task Convolutions_are_matrices_and_what_is_no_weight_is_handed_on()
    {
        StoredTensor[] tensors = [StoredTensor.Of("a", [2, 3, 2, 2], Matrix), new("n", "I64", [1], BitConverter.GetBytes(7L)), StoredTensor.Of("z", [5], Vector)];
        string target = folder.In("coarse.safetensors");

        JsonElement json = await Measured.Json(Network(tensors), "--loss-command", Server, "--save", target, "--epsilon", "0.05");

        (IReadOnlyList<StoredTensor> saved, _) = Safetensors.ReadStored(File.ReadAllBytes(target));
        Assert.Equal([2, 3, 2, 2], saved[0].Shape);
        Assert.Equal([7L], saved[1].Wholes());
        Grokking.Model.ParameterLayout layout = new([new("a", 2, 12), new("z", 5)]);
        float[] decoded = new Bzip2Coder().Decode(File.ReadAllBytes(folder.In("coarse.bz2")), layout).ToWeights().Values;
        Assert.Equal([.. saved[0].Reals(), .. saved[2].Reals()], decoded);
        Assert.Equal(json.GetProperty("epsilons")[1].GetProperty("coarse_train_loss").GetDouble(), (await Measured.Json(target, "--loss-command", Server)).GetProperty("train_loss").GetDouble());
    }

    [Theory]
    [InlineData("exit 3", "which ended with exit code 3 without an answer; allowed is a line of LOSS*")]
    [InlineData("echo 'no luck' >&2; exit 4", "which ended with exit code 4 without an answer, saying 'no luck'; *")]
    [InlineData("echo 1; exit 5 # {}", "which ended with exit code 5 without an answer; *")]
    [InlineData("echo loss", "which answers 'loss'; *see that it prints nothing else to standard output")]
    [InlineData("echo 1 2 3", "which answers '1 2 3'; *")]
    [InlineData("echo; exec sleep 60", "which answers ''; *")]
    [InlineData("echo nan; exec sleep 60", "which answers 'NaN' for the network itself; allowed is a finite loss; see that the command evaluates the file that it is given")]
    [InlineData("read -r f; echo 1; read -r f; exit 6", "which ended with exit code 6 without an answer; *")]
    [InlineData("read -r f; echo 1; read -r f; echo one", "which answers 'one'; *")]
    [InlineData("yes x | tr -d '\\n'", "which answers 'xxx*")]
    public async Task A_command_that_does_not_answer_as_it_should_is_refused(string command, string expected)
    {
        string refusal = await Measured.Refusal(Network(), "--loss-command", command);

        string[] parts = $"--loss-command: given '{command}', {expected}".Split('*');
        Assert.StartsWith(parts[0], refusal, StringComparison.Ordinal);
        Assert.EndsWith(parts[^1], refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_too_slow_is_ended_with_all_that_it_started()
    {
        string command = $"(trap '' TERM HUP; {Forever}; exit) & {Forever}; exit # {folder.Path}";

        Assert.StartsWith($"--loss-command: given '{command[..60]}…', which has not answered within 1 s; ", await Measured.Refusal(Network(), "--timeout", "1", "--loss-command", command), StringComparison.Ordinal);

        await NoneIsLeft();
    }

    [Theory]
    [InlineData("")]
    [InlineData("exec >&-; ")]
    [InlineData("yes 1 | head -n 100; ")]
    public void One_that_leaves_its_input_unread_is_too_slow(string before)
    {
        string late = folder.In("late");
        using (LossCommand command = new($"{before}{Forever}; touch {late}", TimeSpan.FromSeconds(0.5)))
        {
            Assert.Contains("which has not answered within 0.5 s; ", Assert.Throws<BadInputException>(() => command.Ask(MoreThanAPipeHolds, CancellationToken.None)).Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(late), "It was waited for to its end.");
    }

    [Fact]
    public void Ctrl_C_ends_one_that_leaves_its_input_unread()
    {
        string late = folder.In("late");
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(0.5));
        using (LossCommand command = new($"{Forever}; touch {late}", TimeSpan.FromDays(1)))
        {
            Assert.ThrowsAny<OperationCanceledException>(() => command.Ask(MoreThanAPipeHolds, stop.Token));
        }

        Assert.False(File.Exists(late), "It was waited for to its end.");
    }

    [Fact]
    public async Task A_server_that_stays_is_ended_after_the_last_answer()
    {
        await Measured.Json(Network(), "--loss-command", $"{Server}; {Forever}; exit # {folder.Path}");

        await NoneIsLeft();
    }

    [Fact]
    public async Task Ctrl_C_ends_the_command_too()
    {
        string begun = folder.In("begun");
        using CancellationTokenSource stop = new();
        Commands.CommandLine line = new();
        Task<int> measuring = line.InvokeAsync(["measure", Network(), "--loss-command", $"touch {begun}; {Forever}; exit"], stop.Token);
        // Not by a FileSystemWatcher: nothing but the waiting test would refer to it, so a collection at that moment takes both, and the test never ends.
        while (!File.Exists(begun))
        {
            Assert.False(measuring.IsCompleted, line.Error);
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        stop.Cancel();

        Assert.Equal(ExitCodes.Interrupted, await measuring);
        await NoneIsLeft();
    }

    [Fact]
    public async Task A_candidate_without_a_loss_meets_no_bound()
    {
        // Only the unchanged network, whose last value is no multiple of any bin size, has one.
        string last = string.Join(' ', BitConverter.GetBytes(Vector[^1]).Select(each => each.ToString("x2", CultureInfo.InvariantCulture)));
        string command = $"while read -r f; do tail -c 4 \"$f\" | od -An -tx1 | grep -q '{last}' && echo 1 || echo nan; done";

        JsonElement json = await Measured.Json(Network(), "--loss-command", command);

        Assert.All(json.GetProperty("epsilons").EnumerateArray(), each => Assert.Equal(json.GetProperty("naive_bytes").GetInt64(), each.GetProperty("bytes").GetInt64()));
    }

    [Fact]
    public async Task A_file_without_weights_is_refused()
    {
        string path = Network([new("n", "I64", [1], new byte[8])]);

        Assert.Equal($"{path}: it has 0 weights; allowed are 1 to 250000000, in tensors of type F32, F64, F16, BF16", await Measured.Refusal(path, "--loss-command", "cat"));
    }

    // A killed process takes a moment to be gone; one that is not killed stays forever, and the test with it. Shells of this test have its folder in their command line.
    private async Task NoneIsLeft()
    {
        while (Directory.EnumerateDirectories("/proc", "*").Any(HasFolder))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        bool HasFolder(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(folder.Path, StringComparison.Ordinal);
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    private string Network(IReadOnlyList<StoredTensor>? tensors = null)
    {
        string path = folder.In("network.safetensors");
        File.WriteAllBytes(path, Checkpoints.Foreign(tensors ?? [StoredTensor.Of("a", [4, 6], Matrix), StoredTensor.Of("b", [5], Vector)]));
        return path;
    }
}
