using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.SweepFiles;

/// <summary>A sweep file cannot be used. The message is one line: file, line, column and key, what was given, what is allowed, the next move.</summary>
/// <param name="line">The line.</param>
public sealed class SweepFileException(string line) : BadInputException(line);
