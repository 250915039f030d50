using System.Text.Json;
using GrokCluster.Client.Results;

namespace GrokCluster.Client.Benchmarks;

/// <summary>Figures as JSON: the machine, the options and what was measured.</summary>
public static class BenchmarkFile
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="benchmark">Its name, such as <c>training</c>.</param>
    /// <param name="machine">What it ran on.</param>
    /// <param name="figures">Records of figures.</param>
    public static void Write(string path, string benchmark, Machine machine, object figures) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, new { Benchmark = benchmark, Machine = machine, Figures = figures }, Format));
}
