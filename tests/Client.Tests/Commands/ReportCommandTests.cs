using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;
using GrokCluster.Client.Tests.Results;
using GrokCluster.Grains.Sweeps;
using Grokking.Runs;
using Grokking.Tasks;

namespace GrokCluster.Client.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportCommandTests()
    {
        SweepSpecification sweep = SyntheticRuns.Sweep([Operation.Add], [Method.Ours], seeds: 1, epochs: 50);
        ResultTables.Write(_folder.Path, sweep, SyntheticRuns.Of(sweep));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_goes_into_the_folder_or_where_it_is_wanted()
    {
        CommandLine line = new();
        string elsewhere = _folder.In(Path.Combine("new", "page.html"));

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("report", _folder.Path));
        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync("report", _folder.Path, "--out", elsewhere));

        Assert.Equal($"{_folder["report.html"]}\n{elsewhere}\n", line.Output);
        Assert.Equal(await File.ReadAllTextAsync(_folder["report.html"]), await File.ReadAllTextAsync(elsewhere));
    }

    [Theory]
    [InlineData(null, ": there is no such file")]
    [InlineData("{\n\"name\": \n", ", line 3: it is not JSON, or names a key twice")]
    [InlineData("{ \"name\": 1, \"name\": 2 }", ": it is not JSON, or names a key twice")]
    [InlineData("[]", ": it is JSON, but no object")]
    public async Task A_missing_or_damaged_specification_is_named(string? text, string fault)
    {
        string path = _folder[SpecificationFile.FileName];
        File.Delete(path);
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text);
        }

        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("report", _folder.Path));
        Assert.Equal($"{path}{fault}. Write the tables anew with 'grok run' or 'grok export'.\n", line.Error);
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_is_refused_in_a_line()
    {
        CommandLine line = new();
        string file = _folder.File("in-the-way", "");

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("report", _folder.Path, "--out", Path.Combine(file, "page.html")));

        Assert.StartsWith($"{Path.Combine(file, "page.html")}: the page cannot be written there (", line.Error, StringComparison.Ordinal);
        Assert.Single(line.Error.TrimEnd('\n').Split('\n'));
    }
}
