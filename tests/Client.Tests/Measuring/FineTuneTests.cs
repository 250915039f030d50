using System.Text.Json;
using GrokCluster.Client.Terminal;
using Grokking.Coders.Tuning;
using Grokking.Model;

namespace GrokCluster.Client.Tests.Measuring;

public sealed class FineTuneTests : IDisposable
{
    private const int Modulus = 23;
    private static readonly string[] Small = ["--epsilons", "0.1,0.01", "--evaluations", "12", "--coder", "gauge,fourier"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Programs_are_told_which_networks_were_searched_for_and_what_that_means()
    {
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync(["bound", Input(1), .. Small, "--fine-tune", "--json"]));

        JsonElement json = JsonDocument.Parse(grok.Output).RootElement;
        Assert.Equal("fine-tuned inside the ball: says what the task allows, not how complex this checkpoint is", json.GetProperty("fine_tuning").GetString());
        ILookup<bool, JsonElement> bounds = json.GetProperty("bounds").EnumerateArray().ToLookup(each => each.GetProperty("fine_tuned").GetBoolean());
        Assert.Equal(bounds[false].Select(Name), bounds[true].Select(Name));
        Assert.All(bounds[false].Zip(bounds[true]), each => Assert.True(each.Second.GetProperty("bytes").GetInt64() <= each.First.GetProperty("bytes").GetInt64()));
        Assert.Contains(bounds[true], each => each.GetProperty("fallback").ValueKind == JsonValueKind.Null);
        int tried = json.GetProperty("tried").GetInt32();
        Assert.True(tried > 8);
        Assert.All(bounds.SelectMany(each => each), each => Assert.Equal(Math.Log(tried), each.GetProperty("choice_nats").GetDouble(), 1e-12));
        Assert.Matches(@"input\.safetensors: fine-tuning by gauge, [0-9]+ of [0-9]+ steps: ", grok.Error);

        static (string?, double) Name(JsonElement each) => (each.GetProperty("coder").GetString(), each.GetProperty("epsilon").GetDouble());
    }

    [Fact]
    public async Task People_read_it_beside_the_table_and_not_where_nothing_was_searched_for()
    {
        Commands.CommandLine grok = new();
        string input = Input(1);
        Assert.Equal(ExitCodes.Ok, await grok.InvokeAsync(["bound", input, "--epsilons", "1", "--evaluations", "12", "--coder", "bzip2,gauge", "--fine-tune"]));
        string[] lines = grok.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("gauge, fine-tuned ", StringComparison.Ordinal));
        Assert.Contains(TunedNetworks.Label, lines);

        Commands.CommandLine without = new();
        Assert.Equal(ExitCodes.Ok, await without.InvokeAsync(["bound", input, "--epsilons", "1", "--evaluations", "12", "--coder", "bzip2,gauge"]));
        Assert.DoesNotContain("fine-tuned", without.Output);
        Assert.Equal("", without.Error);
    }

    [Theory]
    [InlineData(2, "", "--fine-tune: given for {0}, a transformer of 2 layers; allowed is a transformer of one layer, whose attention folds into tables; delete --fine-tune, or bound this checkpoint without it")]
    [InlineData(1, "--coder bzip2,tensor", "--fine-tune: given with --coder bzip2,tensor; allowed is gauge, fourier or both among the coders, in whose form it searches; add one, or delete --fine-tune")]
    [InlineData(1, "--loss-command x --train-count 5", "--fine-tune: given together with --loss-command; allowed is a transformer of one layer of ours, whose function it can train; delete one of them")]
    public async Task What_has_no_form_to_search_in_is_refused_in_one_line(int layers, string options, string expected)
    {
        Commands.CommandLine grok = new();
        string input = Input(layers);
        Assert.Equal(ExitCodes.BadInput, await grok.InvokeAsync(["bound", input, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--fine-tune"]));
        Assert.Equal(("", expected.Replace("{0}", input, StringComparison.Ordinal) + "\n"), (grok.Output, grok.Error));
    }

    [Fact]
    public async Task Measuring_does_not_have_it()
    {
        Commands.CommandLine grok = new();
        Assert.Equal(ExitCodes.BadInput, await grok.InvokeAsync("measure", Input(1), "--fine-tune"));
        Assert.Contains("--fine-tune", grok.Error);
    }

    private string Input(int layers)
    {
        string path = folder.In("input.safetensors");
        Weights weights = Checkpoints.WeightsOf(new Transformer(Checkpoints.Shape with { Layers = layers }, Modulus).Layout);
        File.WriteAllBytes(path, Checkpoints.Foreign(Checkpoints.TensorsOf(weights), Checkpoints.Facts));
        return path;
    }
}
