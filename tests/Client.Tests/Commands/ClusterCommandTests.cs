using GrokCluster.Client.Terminal;
using GrokCluster.Client.Tests.SweepFiles;

namespace GrokCluster.Client.Tests.Commands;

/// <summary>Commands about a cluster that does not run. What they do with one that does is in Cluster.Tests.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Commands => ["watch s", "list", "status s", "cancel s", "retry s --failed", "logs r", "devices"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Without_a_silo_on_the_data_directory_a_command_says_how_to_start_one(string command)
    {
        CommandLine line = new();
        string data = folder.In("data");

        Assert.Equal(ExitCodes.Unreachable, await line.InvokeAsync([.. command.Split(' '), "--data", data]));

        Assert.StartsWith($"No silo works on the data directory '{data}'; start one there ('grok-silo --data {data}'), or ", line.Error, StringComparison.Ordinal);
        Assert.Equal(1, line.Error.Count(each => each == '\n'));
        Assert.Empty(line.Output);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_is_named_without_its_password()
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.Unreachable, await line.InvokeAsync("list", "--redis", "127.0.0.1:1,password=secret,connectRetry=0"));

        Assert.StartsWith("The storage at 127.0.0.1:1 cannot be used: nothing answered there;", line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_sweep_file_is_refused_before_any_cluster_is_looked_for()
    {
        CommandLine line = new();
        string file = folder.File("bad.yaml", SweepTexts.With("epochs", "epochs: 0"));

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("submit", file, "--data", folder.In("data")));

        Assert.StartsWith($"{file}:5:9: key 'epochs': given '0';", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_class_that_does_not_exist_is_refused()
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("submit", folder.File("q.yaml", SweepTexts.Valid), "--device", "tpu", "--data", folder.In("data")));

        Assert.Equal("--device: given 'tpu'; allowed is one of cpu, cuda\n", line.Error);
    }
}
