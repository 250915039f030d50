namespace GrokCluster.Client.Terminal;

/// <summary>No cluster answers. Its message is the one line that is printed; the command ends with <see cref="ExitCodes.Unreachable"/>, and a script may try again.</summary>
/// <param name="line">The line: what was given, and the next move.</param>
public sealed class UnreachableException(string line) : Exception(OneLine.Of(line));
