using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Results;

/// <summary>Results that cannot be read or drawn. The message is the one line that a user reads: where, what is wrong, the next move.</summary>
public sealed class ResultsException : BadInputException
{
    /// <summary>A fault of the results as a whole.</summary>
    public ResultsException(string message)
        : base(message)
    {
    }

    /// <summary>A fault at one place of a table.</summary>
    /// <param name="file">The table's path.</param>
    /// <param name="line">Its line, counted from 1; 0 where the whole file is at fault.</param>
    /// <param name="column">The column's name; null where the whole line is at fault.</param>
    /// <param name="fault">What is wrong, and what is allowed.</param>
    public ResultsException(string file, int line, string? column, string fault)
        : base(file + (line > 0 ? $", line {line}" : "") + (column is null ? "" : $", column {column}") + $": {fault}. Write the tables anew with 'grok run' or 'grok export'.")
    {
    }
}
