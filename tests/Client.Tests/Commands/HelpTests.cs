using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Commands;

/// <summary>
/// Help is text that a person has approved: <c>Help/*.txt</c> beside this file. Run with APPROVE_HELP=1 to write what is printed now, then
/// read the difference.
/// </summary>
public class HelpTests
{
    [Theory]
    [InlineData("grok")]
    [InlineData("grok run", "run")]
    [InlineData("grok plot", "plot")]
    [InlineData("grok measure", "measure")]
    [InlineData("grok bound", "bound")]
    [InlineData("grok decode", "decode")]
    [InlineData("grok compare", "compare")]
    [InlineData("grok report", "report")]
    [InlineData("grok export", "export")]
    [InlineData("grok submit", "submit")]
    [InlineData("grok watch", "watch")]
    [InlineData("grok list", "list")]
    [InlineData("grok status", "status")]
    [InlineData("grok cancel", "cancel")]
    [InlineData("grok retry", "retry")]
    [InlineData("grok logs", "logs")]
    [InlineData("grok devices", "devices")]
    [InlineData("grok bench", "bench")]
    [InlineData("grok bench training", "bench", "training")]
    [InlineData("grok bench spectral", "bench", "spectral")]
    [InlineData("grok bench scheduling", "bench", "scheduling")]
    [InlineData("grok bench coarse-graining", "bench", "coarse-graining")]
    public async Task Help_is_as_approved(string name, params string[] command)
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync([.. command, "--help"]));

        string path = Path.Combine(Repository.Root, "tests", "Client.Tests", "Commands", "Help", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("APPROVE_HELP") == "1")
        {
            await File.WriteAllTextAsync(path, line.Output);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), line.Output);
        Assert.Empty(line.Error);
    }

    [Fact]
    public async Task Without_a_command_it_prints_help()
    {
        CommandLine bare = new();
        CommandLine help = new();

        Assert.Equal(ExitCodes.Ok, await bare.InvokeAsync());
        await help.InvokeAsync("--help");

        Assert.Equal(help.Output, bare.Output);
    }

    [Fact]
    public async Task The_version_names_the_program_and_the_science()
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("--version"));

        Assert.Matches(@"\Agrok [0-9]+\.[0-9]+\.[0-9]+\S* \(science [0-9]+\)\n\z", line.Output);
    }
}
