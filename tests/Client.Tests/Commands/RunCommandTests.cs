using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Tests.SweepFiles;

namespace GrokCluster.Client.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Sweep => _folder.File("q.yaml", SweepTexts.Valid);

    private string Results => _folder.In("results");

    private string Data => _folder.In("data");

    [Fact]
    public async Task A_checked_sweep_reaches_the_runner_with_its_directories_there()
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data, "--slots", "3"));

        RunRequest request = Assert.Single(line.Requests);
        Assert.Equal("quick", request.Sweep.Name);
        Assert.Equal((Results, Data, 3), (request.OutputDirectory, request.DataDirectory, request.Slots));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Results));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
    }

    [Fact]
    public async Task The_exit_code_is_the_runners()
    {
        CommandLine line = new() { Run = _ => Task.FromResult(ExitCodes.Failed) };

        Assert.Equal(ExitCodes.Failed, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data));
    }

    [Fact]
    public async Task A_bad_sweep_file_ends_in_its_line_before_anything_is_made()
    {
        CommandLine line = new();
        string file = _folder.File("bad.yaml", SweepTexts.With("epochs", "epochs: 0"));

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("run", file, "--out", Results, "--data", Data));

        Assert.Equal($"{file}:5:9: key 'epochs': given '0'; allowed is a whole number from 1 to 10000000; write for example 'epochs: 600'\n", line.Error);
        Assert.Empty(line.Requests);
        Assert.False(Directory.Exists(Results) || Directory.Exists(Data));
    }

    [Fact]
    public async Task Many_runs_need_yes()
    {
        CommandLine line = new();
        string file = _folder.File("many.yaml", SweepTexts.With("seeds", "seeds: 0..999"));

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("run", file, "--out", Results, "--data", Data));
        Assert.EndsWith("which make 8000 runs in all; allowed is at most 1000 without --yes; narrow it, or add --yes to run them all\n", line.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("run", file, "--out", Results, "--data", Data, "--yes"));
        Assert.Single(line.Requests);
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--data")]
    public async Task A_directory_that_cannot_be_written_is_refused_before_anything_starts(string option)
    {
        CommandLine line = new();
        string file = _folder.File("in-the-way", "mine");
        string[] others = option == "--out" ? ["--data", Data] : ["--out", Results];

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync(["run", Sweep, option, file, .. others]));
        Assert.StartsWith($"{option}: given '{file}', which cannot be written (", line.Error, StringComparison.Ordinal);
        Assert.EndsWith($"); allowed is a directory that you may write to; give another with {option} DIR\n", line.Error, StringComparison.Ordinal);
        Assert.Equal(1, line.Error.Count(each => each == '\n'));

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync(["run", Sweep, option, Path.Combine(file, "below"), .. others]));
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
        Assert.Empty(line.Requests);
    }

    [Fact]
    public async Task What_the_runner_refuses_is_bad_input()
    {
        CommandLine line = new() { Run = _ => throw new BadInputException("--data: in use\nby process 7") };

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data));

        Assert.Equal("--data: in use by process 7\n", line.Error);
    }

    [Fact]
    public async Task A_stopped_run_ends_with_the_code_of_an_interruption()
    {
        using CancellationTokenSource stop = new();
        CommandLine line = new()
        {
            Run = async token =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
                return ExitCodes.Ok;
            },
        };

        Assert.Equal(ExitCodes.Interrupted, await line.InvokeAsync(["run", Sweep, "--out", Results, "--data", Data], stop.Token));

        Assert.Empty(line.Error);
    }

    [Fact]
    public async Task An_unexpected_fault_is_one_line_with_its_details_in_a_file()
    {
        CommandLine line = new()
        {
            Run = _ => throw new InvalidOperationException("first\nsecond"),
            FaultDirectory = _folder.In("faults"),
            Clock = new FixedClock(),
        };

        Assert.Equal(ExitCodes.Failed, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data));

        string details = _folder.In(Path.Combine("faults", $"grok-fault-20260102T030405.006Z-{Environment.ProcessId}.log"));
        Assert.Equal(
            $"grok: unexpected fault, InvalidOperationException: first second; details are in {details}; run the same command again to go on, and report it with that file if it comes back\n",
            line.Error);
        Assert.Contains(nameof(An_unexpected_fault_is_one_line_with_its_details_in_a_file), await File.ReadAllTextAsync(details), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_details_of_a_fault_name_no_password_and_are_read_by_their_owner_alone()
    {
        CommandLine line = new()
        {
            Given = "grok status --redis host:6379,password=s3cret,ssl=true",
            Run = _ => throw new InvalidOperationException("cannot reach host:6379,Password=s3cret"),
            FaultDirectory = _folder.In("faults"),
        };

        Assert.Equal(ExitCodes.Failed, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data));

        string details = Assert.Single(Directory.GetFiles(_folder.In("faults")));
        string text = await File.ReadAllTextAsync(details);
        Assert.Contains("grok status --redis host:6379,password=…,ssl=true", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text + line.Error, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(details) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_fault_whose_details_cannot_be_written_says_where_it_was()
    {
        CommandLine line = new() { Run = _ => throw new InvalidOperationException("lost"), FaultDirectory = _folder.File("faults", "") };

        Assert.Equal(ExitCodes.Failed, await line.InvokeAsync("run", Sweep, "--out", Results, "--data", Data));

        Assert.Equal(1, line.Error.Count(each => each == '\n'));
        Assert.Contains("details could not be written", line.Error, StringComparison.Ordinal);
        Assert.Contains(nameof(A_fault_whose_details_cannot_be_written_says_where_it_was), line.Error, StringComparison.Ordinal);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
