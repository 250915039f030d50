using System.Text.Json;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Measuring;

/// <summary>Runs <c>grok measure</c> with a small search.</summary>
internal static class Measured
{
    public static readonly string[] Small = ["--epsilons", "0.5,0.05", "--evaluations", "12"];

    /// <summary>What it prints for programs.</summary>
    public static async Task<JsonElement> Json(params string[] arguments)
    {
        Commands.CommandLine line = new();
        int code = await line.InvokeAsync(["measure", .. arguments, .. Small, "--json"]);
        Assert.Equal("", line.Error);
        Assert.Equal(ExitCodes.Ok, code);
        return JsonDocument.Parse(line.Output).RootElement;
    }

    /// <summary>All figures as text, to be compared; the file's name left out.</summary>
    public static string Figures(JsonElement json) => string.Join('\n', json.EnumerateObject().Where(each => each.Name is not ("file" or "saved" or "coded")).Select(each => each.ToString()));

    /// <summary>The line with which it refuses.</summary>
    public static async Task<string> Refusal(params string[] arguments)
    {
        Commands.CommandLine line = new();
        int code = await line.InvokeAsync(["measure", .. arguments]);
        Assert.Equal("", line.Output);
        Assert.Equal(ExitCodes.BadInput, code);
        Assert.EndsWith("\n", line.Error, StringComparison.Ordinal);
        string refusal = line.Error.TrimEnd('\n');
        Assert.DoesNotContain('\n', refusal);
        return refusal;
    }
}
