using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GrokCluster.Tests;

/// <summary>
/// However a test process ends, also by <see cref="Environment.FailFast(string)"/> or kill -9: nothing that it started goes on, and its temporary files are gone. All of them lie in one folder, which is the
/// <c>TMPDIR</c> of the process and of all that it starts, directly or not. A shell waits for the end of a pipe that only this process holds, and then kills whatever has that folder in its
/// environment, so nothing has to be registered. (PR_SET_PDEATHSIG would end children with the thread that started them, and .NET's pool ends threads.)
/// </summary>
internal static class Supervisor
{
    private const string Variable = "TMPDIR";
    private const string Prefix = "grok-tests-";

    // $1: the folder. Whoever forked in the last moment holds the pipe until its environment can be read. A signal of the terminal's, meant for the tests, must not end this one before them.
    private const string Script = """
        trap '' HUP INT TERM
        while read -r line; do :; done
        while children=$(grep -Fls "TMPDIR=$1" /proc/[0-9]*/environ | cut -d / -f 3) && [ -n "$children" ]; do
            kill -KILL $children 2> /dev/null
            sleep 0.1
        done
        cut -d ' ' -f 2 /proc/mounts | grep -F "$1/" | while read -r mount; do umount -l "$mount"; done
        rm -rf "$1"
        """;

    // Were it collected, the pipe would end.
    private static Process? shell;

    /// <summary>The folder of temporary files.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(Variable) ?? Path.GetTempPath();

    [ModuleInitializer]
    internal static void StartUnlessSupervised()
    {
        if (!Path.GetFileName(Folder).StartsWith(Prefix, StringComparison.Ordinal))
        {
            Start();
        }
    }

    /// <summary>Starts one; also below another one, which then ends what this one would have ended.</summary>
    internal static void Start()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", folder]) { RedirectStandardInput = true });
        Environment.SetEnvironmentVariable(Variable, folder);
    }
}
