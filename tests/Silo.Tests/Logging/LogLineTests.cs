using System.Text.Json;
using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Tests.Processes;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Silo.Tests.Logging;

public class LogLineTests
{
    [Fact]
    public void A_message_is_one_line_in_either_form()
    {
        Assert.Equal("a \"b\" c", LogLine.Of(LogFormat.Text, LogLevel.Information, "a \"b\"\nc", TimeProvider.System));
        using JsonDocument line = JsonDocument.Parse(LogLine.Of(LogFormat.Json, LogLevel.Critical, "a \"b\"\nc", TimeProvider.System));
        Assert.Equal("a \"b\" c", line.RootElement.GetProperty("Message").GetString());
        Assert.Equal("Critical", line.RootElement.GetProperty("LogLevel").GetString());
    }

    [Fact]
    public async Task All_that_a_silo_says_is_JSON_an_object_a_line()
    {
        using TemporaryDirectory temporary = new();

        // A password file that everybody can read is worth a warning, so that there is a line of the log beside the one of being ready.
        string token = Path.Combine(temporary.Path, "token");
        await File.WriteAllTextAsync(token, "0123456789abcdef");
        TemporaryDirectory.Allow(token, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await using ChildProcess silo = ChildProcess.Silo(new Dictionary<string, string> { ["GROK_LOG_FORMAT"] = "json", ["GROK_TOKEN_FILE"] = token }, "--data", Path.Combine(temporary.Path, "data"), "--name", "json");
        List<string> lines = [await silo.LineAsync("{")];
        while (!lines[^1].Contains("Silo json is ready", StringComparison.Ordinal))
        {
            lines.Add(await silo.LineAsync("{"));
        }

        silo.AskToStop();
        (int code, string output, string error) = await silo.EndAsync();
        Assert.Equal((0, ""), (code, error));
        lines.AddRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        JsonElement[] objects = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(objects, each => Assert.All(["Timestamp", "LogLevel", "Category", "Message"], name => Assert.Equal(JsonValueKind.String, each.GetProperty(name).ValueKind)));
        Assert.Contains(objects, each => each.GetProperty("LogLevel").GetString() == "Warning" && each.GetProperty("Message").GetString()!.Contains("chmod o-rwx", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_are_JSON_too_and_another_format_is_refused()
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(2, await SiloCommand.RunAsync(["--log-format", "json"], output, error));
        Assert.Contains("either a data directory", JsonDocument.Parse(error.ToString()).RootElement.GetProperty("Message").GetString());

        using StringWriter second = new();
        Assert.Equal(2, await SiloCommand.RunAsync(["--log-format", "xml", "--data", "x"], output, second));
        Assert.Equal("The log format (--log-format, GROK_LOG_FORMAT) is 'xml'; allowed is text or json.\n", second.ToString());
        Assert.Equal("", output.ToString());
    }
}
