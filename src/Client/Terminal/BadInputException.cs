namespace GrokCluster.Client.Terminal;

/// <summary>
/// Something the user gave cannot be used: a sweep file, an option, a directory. Its message is the one line that is printed: what was given, what is allowed,
/// the next move. The command ends with <see cref="ExitCodes.BadInput"/>.
/// </summary>
/// <param name="line">The line, without a line break; one that it contains is replaced by a blank.</param>
public class BadInputException(string line) : Exception(OneLine.Of(line));
