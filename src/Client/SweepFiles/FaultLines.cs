using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Builds the one line that a fault of a sweep file prints.</summary>
/// <param name="file">The file as the user named it.</param>
internal sealed class FaultLines(string file)
{
    /// <summary>The file as the user named it.</summary>
    public string File => file;

    /// <summary>A fault at a place: <c>file:line:column: message</c>.</summary>
    public SweepFileException At(Position at, string message) => new($"{file}:{at.Line}:{at.Column}: {message}");

    /// <summary>A fault of the file as a whole.</summary>
    public SweepFileException Whole(string message) => new($"{file}: {message}");

    /// <summary>The words "did you mean" with the nearest spelling, or another next move where nothing is near.</summary>
    public static string NearestOr(string given, IEnumerable<string> candidates, string otherwise) =>
        Spelling.Nearest(given, candidates) is string nearest ? $"did you mean '{nearest}'?" : otherwise;
}
