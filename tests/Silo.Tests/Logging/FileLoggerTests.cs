using GrokCluster.Silo.Logging;
using GrokCluster.Silo.Tests.Storage;
using Microsoft.Extensions.Logging;

namespace GrokCluster.Silo.Tests.Logging;

public sealed class FileLoggerTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    private string LogFile => Path.Combine(temporary.Path, "logs", "silo.log");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_line_holds_time_level_category_and_message_and_a_fault_follows_it()
    {
        using (FileLoggerProvider provider = new(LogFile, 1000, new Noon()))
        {
            provider.CreateLogger("Silo").LogWarning(new InvalidOperationException("broken"), "Lost {Count} ε.", 3);
        }

        Assert.Equal("2000-01-01 12:00:00.000Z Warning Silo: Lost 3 ε.\nSystem.InvalidOperationException: broken\n", File.ReadAllText(LogFile));
    }

    [Fact]
    public void At_the_limit_a_new_file_begins_and_one_old_one_stays()
    {
        using FileLoggerProvider provider = new(LogFile, 100, new Noon());
        ILogger logger = provider.CreateLogger("Silo");
        for (int i = 0; i < 100; i++)
        {
            logger.LogWarning("Line {Number}", i);
        }

        Assert.InRange(new FileInfo(LogFile).Length, 1, 200);
        Assert.InRange(new FileInfo(LogFile + ".1").Length, 100, 200);
        Assert.Contains("Line 99\n", File.ReadAllText(LogFile));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(LogFile)!).Length);
    }

    [Fact]
    public void A_file_that_cannot_be_written_disturbs_nobody()
    {
        File.WriteAllText(Path.Combine(temporary.Path, "logs"), "");
        using FileLoggerProvider provider = new(LogFile, 100, new Noon());
        provider.CreateLogger("Silo").LogWarning("unheard");
        Assert.False(File.Exists(LogFile));
    }

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2000, 1, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
