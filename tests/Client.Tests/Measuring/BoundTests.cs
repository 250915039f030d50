using System.Text.Json;
using GrokCluster.Client.Terminal;
using Grokking.Theory;

namespace GrokCluster.Client.Tests.Measuring;

public sealed class BoundTests : IDisposable
{
    private static readonly string[] Small = ["--epsilons", "0.5,0.05", "--evaluations", "12"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_coder_and_epsilon_is_tried_and_the_choice_among_them_is_charged()
    {
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync(["bound", Input(), .. Small, "--delta", "0.1", "--json"]));
        JsonElement json = JsonDocument.Parse(grok.Output).RootElement;
        JsonElement[] bounds = [.. json.GetProperty("bounds").EnumerateArray()];
        Assert.Equal(
            from coder in (string[])["bzip2", "tensor", "gauge", "fourier"] from epsilon in (double[])[0.5, 0.05] select (coder, epsilon),
            bounds.Select(each => (each.GetProperty("coder").GetString()!, each.GetProperty("epsilon").GetDouble())));
        Assert.Equal((8, 0.1), (json.GetProperty("tried").GetInt32(), json.GetProperty("delta").GetDouble()));
        Assert.All(bounds, each =>
        {
            long bytes = each.GetProperty("bytes").GetInt64();
            Assert.Equal(24, each.GetProperty("train_count").GetInt32());
            Assert.Equal(8 * bytes * Math.Log(2), each.GetProperty("complexity_nats").GetDouble(), 1e-9);
            Assert.Equal(Math.Log(8), each.GetProperty("choice_nats").GetDouble(), 1e-12);
            Assert.Equal(GeneralizationBound.Of(8.0 * bytes, each.GetProperty("training_error").GetDouble(), 24, 0.1 / 8), each.GetProperty("bound").GetDouble(), 1e-9);
            Assert.Equal(each.GetProperty("bound").GetDouble() < 1, each.GetProperty("is_informative").GetBoolean());
        });
        Assert.Equal(bounds.Min(each => each.GetProperty("bound").GetDouble()), json.GetProperty("smallest").GetProperty("bound").GetDouble());
    }

    [Fact]
    public async Task People_read_each_term_and_whether_the_smallest_says_anything()
    {
        Commands.CommandLine grok = new();
        string input = Input();
        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync(["bound", input, input, .. Small, "--coder", "bzip2"]));
        string[] lines = grok.Output.Split('\n');
        Assert.Matches("coder +ε +K, bytes +K, nats +2 log K +log 1/δ +log 2 tried +n +train error +complexity term +bound +says", lines[3]);
        Assert.Equal(2, lines.Count(line => line.StartsWith("smallest: bzip2 at ε = ", StringComparison.Ordinal) && line.EndsWith("not below 1, it says nothing", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--delta 1", "--delta: given '1'; allowed is a number in (0, 1), such as 0.05")]
    [InlineData("--delta nan", "--delta: given 'nan'; allowed is a number in (0, 1), such as 0.05")]
    [InlineData("--coder zip", "--coder: given 'zip'; allowed are one or more of bzip2, tensor, gauge, fourier, each once, with commas between")]
    [InlineData("--epsilons 0", "--epsilons: given '0'; allowed are up to 100 different numbers > 0 with commas between, such as 1,0.5,0.25")]
    [InlineData("--loss-command x --coder bzip2", "--train-count: not given; the bound needs the number n of training examples, of which the loss command answers the mean; give --train-count N")]
    public async Task What_cannot_be_used_is_refused_in_one_line(string options, string expected)
    {
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.BadInput, await grok.InvokeAsync(["bound", Input(), .. options.Split(' ')]));
        Assert.Equal(("", expected + "\n"), (grok.Output, grok.Error));
    }

    private string Input()
    {
        string path = folder.In("input.safetensors");
        File.WriteAllBytes(path, Checkpoints.Foreign(Checkpoints.Ours, Checkpoints.Facts));
        return path;
    }
}
