using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Grokking.Model;
using Grokking.Randomness;
using Grokking.Training.Spectral;
using TorchSharp;
using static TorchSharp.torch;

namespace Grokking.Tests.Devices;

/// <summary>That code which runs on a device never waits for it, as far as that can be shown without one; HostTransfer's count of a whole epoch is in EnsembleTrainerTests.</summary>
public partial class NoWaitTests
{
    // A tensor of the meta device has a shape and no values: whatever would look at one fails.
    private static readonly Device Valueless = new(DeviceType.META);

    [Fact]
    public void Draws_look_at_no_value()
    {
        using DisposeScope scope = NewDisposeScope();
        using TensorDraws draws = new([1, 2, 3], 96, 50, Valueless);
        Tensor epoch = zeros(1, 1, dtype: ScalarType.Int64, device: Valueless);
        Assert.Equal([3, 96], draws.Noise(epoch, 0).shape);
        Assert.Equal([3, 50], draws.Permutations(epoch).shape);
    }

    [Fact]
    public void Jacobis_method_and_the_penaltys_gradient_look_at_no_value()
    {
        using DisposeScope scope = NewDisposeScope();
        ParameterLayout layout = new([new Parameter("w", 8, 5), new Parameter("x", 5, 7)]);
        Tensor[] weights = [zeros(2, 8, 5, device: Valueless), zeros(2, 5, 7, device: Valueless)];
        Tensor[] gradients = [.. weights.Select(each => zeros_like(each))];
        JacobiEigensolver jacobi = new();
        new BatchedSpectralEntropyGradient(layout, (_, _) => jacobi).AddTo(weights, zeros(2, 1, 1, device: Valueless), gradients);
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => gradients[0].sum().cpu().item<float>());
    }

    [Fact]
    public void Code_that_runs_on_a_device_exchanges_values_with_the_host_through_one_class_alone()
    {
        string source = Path.Combine(Root(), "src", "Grokking");
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(source, "Training", "Ensemble"), "*.cs"),
            .. new[] { "BatchedSpectralEntropyGradient", "JacobiEigensolver", "IEigensolver", "EigensolverChoice" }.Select(name => Path.Combine(source, "Training", "Spectral", $"{name}.cs")),
            .. new[] { "Transformer", "MlpNetwork", "MemberRows", "CrossEntropy", "EnsembleScore", "KeptScalar" }.Select(name => Path.Combine(source, "Model", $"{name}.cs")),
            Path.Combine(source, "Randomness", "TensorDraws.cs"),
        ];
        Assert.All(files, file => Assert.DoesNotMatch(Exchanges(), File.ReadAllText(file)));
        Assert.Matches(Exchanges(), File.ReadAllText(Path.Combine(source, "Devices", "HostTransfer.cs")));
    }

    [GeneratedRegex(@"\.(item|data|ToSingle|ToDouble|ToInt64|ToInt32|ToBoolean|cpu|bytes|nonzero|masked_select)\b(?!\.)[<(;.]|torch\.(tensor|as_tensor|from_array)\(")]
    private static partial Regex Exchanges();

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
