using System.Globalization;
using System.Text.RegularExpressions;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Commands;

/// <summary>What is left when something fails that nobody foresaw: a file with the details, and a line that says what to do.</summary>
/// <remarks>Such a file is sent to others: it names no password, and until then only its owner reads it.</remarks>
internal static partial class UnexpectedFault
{
    /// <summary>Writes the details to a new file.</summary>
    /// <returns>The line to print.</returns>
    public static string Record(Exception fault, CommandServices services)
    {
        string summary = WithoutPasswords(OneLine.Of($"grok: unexpected fault, {fault.GetType().Name}: {fault.Message}"));
        string stamp = services.Clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture);
        string path = Path.Combine(services.FaultDirectory, $"grok-fault-{stamp}-{Environment.ProcessId}.log");
        try
        {
            Directory.CreateDirectory(services.FaultDirectory);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using StreamWriter details = new(path, options);
            details.Write(WithoutPasswords($"{services.CommandLine}\n{Environment.Version} on {Environment.OSVersion}\n{fault}\n"));
            return $"{summary}; details are in {path}; run the same command again to go on, and report it with that file if it comes back";
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            return $"{summary}; details could not be written to {path}; {WithoutPasswords(OneLine.Of(fault.StackTrace ?? ""))}";
        }
    }

    // As a connection string of Redis has it.
    private static string WithoutPasswords(string text) => Password().Replace(text, "$1…");

    [GeneratedRegex("""(password=)[^,\s"']+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();
}
