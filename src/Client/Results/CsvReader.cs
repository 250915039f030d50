using System.Text;

namespace GrokCluster.Client.Results;

/// <summary>Reads a CSV file with a header (RFC 4180; line ends LF or CRLF).</summary>
public static class CsvReader
{
    /// <summary>The rows below the header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="required">Columns that its header must have.</param>
    /// <exception cref="ResultsException">The file is missing or damaged, or lacks a column.</exception>
    public static IEnumerable<CsvRow> Rows(string path, IEnumerable<string> required)
    {
        if (!File.Exists(path))
        {
            throw new ResultsException(path, 0, null, "there is no such file");
        }

        using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        Dictionary<string, int>? header = null;
        foreach ((int line, List<string> cells) in Records(reader, path))
        {
            if (header is null)
            {
                header = Header(path, cells, required);
            }
            else if (cells.Count != header.Count)
            {
                throw new ResultsException(path, line, null, $"it has {cells.Count} cells; the header has {header.Count}");
            }
            else
            {
                yield return new CsvRow(path, line, header, cells);
            }
        }

        if (header is null)
        {
            throw new ResultsException(path, 0, null, "the file is empty; a header is expected");
        }
    }

    private static Dictionary<string, int> Header(string path, List<string> cells, IEnumerable<string> required)
    {
        Dictionary<string, int> header = [];
        for (int i = 0; i < cells.Count; i++)
        {
            if (!header.TryAdd(cells[i], i))
            {
                throw new ResultsException(path, 1, cells[i], "the header names it twice");
            }
        }

        return required.FirstOrDefault(name => !header.ContainsKey(name)) is string missing
            ? throw new ResultsException(path, 1, missing, "the header lacks it")
            : header;
    }

    private static IEnumerable<(int Line, List<string> Cells)> Records(StreamReader reader, string path)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        (int line, int start) = (1, 1);
        bool quoted = false;
        for (int next = reader.Read(); next >= 0; next = reader.Read())
        {
            char c = (char)next;
            line += c == '\n' ? 1 : 0;
            if (c == '"' && quoted && reader.Peek() == '"')
            {
                cell.Append((char)reader.Read());
            }
            else if (c == '"' && (quoted || cell.Length == 0))
            {
                quoted = !quoted;
            }
            else if (quoted || (c is not (',' or '\n') && !(c == '\r' && reader.Peek() == '\n')))
            {
                cell.Append(c);
            }
            else if (c != '\r')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    yield return (start, cells);
                    (cells, start) = ([], line);
                }
            }
        }

        if (quoted)
        {
            throw new ResultsException(path, start, null, "a quote is opened and never closed");
        }

        if (cells.Count > 0 || cell.Length > 0)
        {
            yield return (start, [.. cells, cell.ToString()]);
        }
    }
}
