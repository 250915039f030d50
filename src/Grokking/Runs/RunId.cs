using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grokking.Model;
using Grokking.Tasks;

namespace Grokking.Runs;

/// <summary>
/// Names a run by a hash of its canonical specification and the science version, so that the same run is never computed twice, in one sweep or another.
/// The number of epochs is left out: a longer run continues a shorter one.
/// </summary>
public static class RunId
{
    /// <summary>Raised whenever a change makes equal specifications give other numbers; results of another version are not reused.</summary>
    public const int ScienceVersion = 4;

    /// <summary>Twenty hexadecimal digits.</summary>
    public static string Of(RunSpecification run) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(run))))[..20];

    /// <summary>The text that is hashed: one <c>name=value</c> a line, numbers in their shortest exact form.</summary>
    public static string Canonical(RunSpecification run)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"science={ScienceVersion}\ntask={run.Task.Name()}\nmethod={run.Method.Name()}\nnetwork={run.Architecture.Kind.Name()}\nseed={run.Seed}\n");
        foreach (Hyperparameter each in Hyperparameter.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{each.Name}={each.Get(run):R}\n");
        }

        return text.ToString();
    }
}
