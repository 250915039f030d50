using System.Diagnostics;
using System.Runtime.InteropServices;
using GrokCluster.Tests;

namespace GrokCluster.Silo.Tests.Processes;

/// <summary>What this program does when a test starts it as a test process of its own, which ends badly.</summary>
internal static class TestHost
{
    public const string Doomed = "doomed";
    public const string Still = "still";
    public const string Killed = "kill -9";
    public const string FailFast = "fail fast";
    public const string Exit = "exit";
    public const string Sleeper = "sleep 86400";
    public const string StillTest = "Tests.One_that_waits_for_nothing";

    /// <summary>
    /// Starts a shell with another one below it, and a silo where it is to be killed; says the folder of temporary files and ends, when it is asked to, in one way or another.
    /// </summary>
    public static async Task<int> EndAsync(string how)
    {
        Supervisor.Start();
        string data = Directory.CreateTempSubdirectory("grok-").FullName;
        await using ChildProcess? silo = how == Killed ? ChildProcess.Silo("--data", data, "--slots", "cpu=0") : null;
        await (silo?.LineWithAsync("is ready") ?? Task.CompletedTask);
        await using ChildProcess shell = ChildProcess.Shell($"(trap '' TERM HUP; {Sleeper}; exit) & echo ready; {Sleeper}; exit");
        await shell.LineAsync("ready");

        TaskCompletionSource asked = new();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            asked.SetResult();
        });
        await Console.Out.WriteLineAsync($"{Supervisor.Folder}");
        await asked.Task;
        if (how == FailFast)
        {
            Environment.FailFast(how);
        }

        Environment.Exit(0);
        return 0;
    }

    /// <summary>Has a test that waits for a child which does nothing.</summary>
    public static async Task<int> StandStillAsync()
    {
        await using ChildProcess child = ChildProcess.Shell($"exec {Sleeper}");
        // On a busy machine some thread of this process might wait for a processor all the time; what is at work is asked elsewhere.
        Standstill still = new(() => [], looks: 20);
        still.Begins("1", StillTest);
        still.Witnesses[still] = () => "seen by a witness";
        still.Watch(TimeSpan.FromMilliseconds(50));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
