using System.Globalization;
using GrokCluster.Silo.Storage;

namespace GrokCluster.Silo;

/// <summary>
/// The name of a silo whose user gives none: the machine's, from the second silo on with a number. It is locked as long as the silo works,
/// as slots are known by it: of two that shared one, each would take the other's work back when it starts or stops. A silo that was killed
/// finds its name free. Silos that do not share a folder for temporary files, as in containers, know nothing of one another.
/// </summary>
internal sealed class MachineSiloName : IDisposable
{
    private const int Most = 1000;

    private readonly FileStream? held;

    private MachineSiloName(string value, FileStream? held) => (Value, this.held) = (value, held);

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Takes the first name that no silo of this machine has.</summary>
    public static MachineSiloName Take()
    {
        for (int number = 1; number <= Most; number++)
        {
            string file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"grokcluster-silo-{number}.lock"));
            try
            {
                if (LockFile.TryTake(file) is { } held)
                {
                    string suffix = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}");
                    return new(Environment.MachineName + suffix, held);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another user's silo has it; or nobody can have any, on a file system without writes.
                if (!File.Exists(file))
                {
                    break;
                }
            }
        }

        return new(Environment.MachineName, null);
    }

    /// <summary>Gives the name free.</summary>
    public void Dispose() => held?.Dispose();
}
