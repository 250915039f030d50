using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Grokking.Tests.Devices;

/// <summary>That code which runs on a device never waits for it, as far as that can be shown without one; HostTransfer's count of a whole epoch is in EnsembleTrainerTests.</summary>
public partial class NoWaitTests
{
    [Fact]
    public void Code_that_runs_on_a_device_exchanges_values_with_the_host_through_one_class_alone()
    {
        string source = Path.Combine(Root(), "src", "Grokking");
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(source, "Training", "Ensemble"), "*.cs"),
            .. new[] { "BatchedSpectralEntropyGradient", "JacobiEigensolver", "IEigensolver", "EigensolverChoice" }.Select(name => Path.Combine(source, "Training", "Spectral", $"{name}.cs")),
            .. new[] { "Transformer", "MlpNetwork", "MemberRows", "CrossEntropy", "EnsembleScore", "KeptScalar" }.Select(name => Path.Combine(source, "Model", $"{name}.cs")),
            Path.Combine(source, "Training", "TensorDraws.cs"),
        ];
        Assert.All(files, file => Assert.DoesNotMatch(Exchanges(), File.ReadAllText(file)));
        Assert.Matches(Exchanges(), File.ReadAllText(Path.Combine(source, "Devices", "HostTransfer.cs")));
    }

    [GeneratedRegex(@"\.(item|data|ToSingle|ToDouble|ToInt64|ToInt32|ToBoolean|cpu|bytes|nonzero|masked_select)\b(?!\.)[<(;.]|torch\.(tensor|as_tensor|from_array)\(")]
    private static partial Regex Exchanges();

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
