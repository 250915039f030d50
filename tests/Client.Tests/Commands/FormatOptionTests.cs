using GrokCluster.Client.Commands;
using GrokCluster.Client.Results;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Commands;

public class FormatOptionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("csv", "--format", "csv")]
    [InlineData("parquet json", "--format", "parquet,json")]
    [InlineData("json csv", "--format", "json", "--format", "csv,json")]
    public async Task Formats_are_repeated_or_a_list_and_each_counts_once(string expected, params string[] arguments)
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.Ok, await line.InvokeAsync(["export", "a", .. arguments]));

        ExportRequest request = Assert.Single(line.Exports);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Format), request.Formats);
    }

    [Theory]
    [InlineData("parqet", "did you mean 'parquet'?")]
    [InlineData("csv,,json", "write for example '--format parquet'")]
    [InlineData("xlsx", "write for example '--format parquet'")]
    public async Task Another_format_is_refused_in_a_line(string given, string next)
    {
        CommandLine line = new();

        Assert.Equal(ExitCodes.BadInput, await line.InvokeAsync("export", "a", "--format", given));

        string wrong = given.Contains(',', StringComparison.Ordinal) ? "" : given;
        Assert.Equal($"--format: given '{wrong}'; allowed is csv, parquet, json, or several as a list with commas; {next}\n", line.Error);
        Assert.Empty(line.Exports);
    }

    private static TableFormat Format(string name) => TableFormats.TryParse(name, out TableFormat format) ? format : throw new ArgumentException(name);
}
