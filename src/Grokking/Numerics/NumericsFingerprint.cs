using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Grokking.Devices;
using Grokking.Model;
using Grokking.Model.Products;
using Grokking.Runs;
using TorchSharp;

namespace Grokking.Numerics;

/// <summary>One thing on which the last bits of a result depend.</summary>
/// <param name="Name">What it is, such as <c>vectors</c>.</param>
/// <param name="Value">How it is here, such as <c>512 bits, fma</c>.</param>
public sealed record NumericsPart(string Name, string Value);

/// <summary>
/// What of processor and libraries decides the last bits of a training. Under one fingerprint the same run gives the same bytes, wherever
/// and however often it is interrupted; under two it gives the same curves up to rounding (docs/results.md). A function of machine,
/// environment and versions, never of the moment, and found without loading libtorch.
/// </summary>
/// <param name="Id">Names it, such as <c>avx512-amd-1a2b3c4d</c>: for people, and eight hexadecimal digits of a hash of all parts.</param>
/// <param name="Parts">What it is made of; none where only the name is known.</param>
public sealed record NumericsFingerprint(string Id, IReadOnlyList<NumericsPart> Parts)
{
    private const int DigitsOfHash = 8;

    private static readonly Lazy<NumericsFingerprint> Here = new(() => HereWith(gpu: null));

    /// <summary>Of what was trained before fingerprints were recorded.</summary>
    public static NumericsFingerprint Unknown { get; } = new("unknown", []);

    /// <summary>Of this machine's processor.</summary>
    public static NumericsFingerprint OfProcessor => Here.Value;

    /// <summary>Of a GPU of this machine, together with the processor that feeds it.</summary>
    /// <param name="index">Among those that this process sees, from 0.</param>
    public static NumericsFingerprint OfGpu(int index) => HereWith(CudaIdentity.Of(index) ?? CudaIdentity.Unnamed);

    /// <summary>The names of the parts in which some fingerprints differ, in their order.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyCollection<NumericsFingerprint> fingerprints) =>
        [.. from part in fingerprints.SelectMany(each => each.Parts)
            group part.Value by part.Name into values
            where values.Distinct().Count() > 1 || values.Count() < fingerprints.Count
            select values.Key];

    /// <summary>Puts a fingerprint together.</summary>
    /// <param name="processor">The processor.</param>
    /// <param name="variables">The environment variables in force (<see cref="NumericsVariables.InForce"/>).</param>
    /// <param name="gpu">The GPU; null where the processor trains.</param>
    internal static NumericsFingerprint Of(ProcessorNumerics processor, string variables, CudaIdentity? gpu)
    {
        NumericsPart[] parts =
        [
            new("device", gpu?.ToString() ?? "cpu"),
            new("processor", processor.Name),
            new("vectors", processor.Vectors),
            new("instructions", processor.Instructions),
            new("caches", processor.Caches),
            new("environment", variables),
            new("products", ProductWays.Description),
            new("libtorch", TorchLibrary.Build),
            new("torchsharp", typeof(torch).Assembly.GetName().Version!.ToString(3)),
            new("dotnet", Environment.Version.ToString(2)), // its patches leave arithmetic alone
            new("system", $"{RuntimeInformation.RuntimeIdentifier}, {SystemLibrary.Version}"),
            new("science", $"{RunId.ScienceVersion}"),
        ];
        return new($"{gpu?.Slug ?? processor.Slug}-{Hash(parts)}", parts);
    }

    private static NumericsFingerprint HereWith(CudaIdentity? gpu) =>
        Of(ProcessorNumerics.Here(), NumericsVariables.InForce(Environment.GetEnvironmentVariable), gpu);

    private static string Hash(IEnumerable<NumericsPart> parts)
    {
        string text = string.Concat(parts.Select(part => $"{part.Name}={part.Value}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..DigitsOfHash];
    }
}
