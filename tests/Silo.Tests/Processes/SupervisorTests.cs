using GrokCluster.Tests;

namespace GrokCluster.Silo.Tests.Processes;

public class SupervisorTests
{
    [Theory]
    [InlineData(TestHost.Killed, 5)] // A shell, the shell below it, what either of these runs, and a silo.
    [InlineData(TestHost.FailFast, 4)]
    [InlineData(TestHost.Exit, 4)]
    public async Task What_a_test_process_started_ends_with_it_and_its_files_are_gone(string how, int started)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        await using ChildProcess host = ChildProcess.Role(TestHost.Doomed, how);
        string folder = await host.LineAsync(Supervisor.Folder);
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(folder));
        while (StartedBelow(folder).Length < started)
        {
            // The shells have not all begun.
            await Task.Yield();
        }

        if (how == TestHost.Killed)
        {
            await host.KillAsync();
        }
        else
        {
            host.AskToStop();
        }

        // The supervisor has the same output, so that ends when all is done.
        await host.EndAsync();
        Assert.Empty(StartedBelow(folder));
        Assert.False(Path.Exists(folder));
    }

    private static string[] StartedBelow(string folder) => [.. Directory.EnumerateDirectories("/proc").Where(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains($"TMPDIR={folder}\0", StringComparison.Ordinal);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    })];
}
