namespace GrokCluster.Tests;

/// <summary>A process with all that it has started and that still runs, as Linux tells in /proc.</summary>
/// <param name="Root">The process.</param>
internal sealed record ProcessTree(int Root)
{
    // state and parent follow the name, which may hold anything, in (…).
    private const int State = 0;
    private const int Parent = 1;

    /// <summary>
    /// The threads that run, wait for a processor or wait for a disk, but for the one that asks. However slow the machine and whatever else it does, a thread with work to do is among them: where it gets
    /// no processor it waits for one.
    /// </summary>
    public IReadOnlyList<string> ThreadsAtWork()
    {
        string asking = (new FileInfo("/proc/thread-self").LinkTarget ?? "").Split('/')[^1];
        return [.. from process in Processes()
                   from thread in Entries($"/proc/{process}/task")
                   where thread != asking && Fields($"/proc/{process}/task/{thread}/stat")?[State] is "R" or "D"
                   select $"{process}/{thread}"];
    }

    /// <summary>The processes by command line, for messages.</summary>
    public IReadOnlyList<string> CommandLines() => [.. Processes().Select(process => $"{process}: {Text($"/proc/{process}/cmdline")?.Replace('\0', ' ').Trim()}")];

    /// <summary>Their ids, the root's first.</summary>
    public IReadOnlyList<int> Processes()
    {
        ILookup<string, string> children = Entries("/proc").Where(name => char.IsAsciiDigit(name[0]))
            .Select(id => (Id: id, Parent: Fields($"/proc/{id}/stat")?[Parent] ?? ""))
            .ToLookup(each => each.Parent, each => each.Id);
        List<int> found = [Root];
        for (int i = 0; i < found.Count; i++)
        {
            found.AddRange(children[$"{found[i]}"].Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
        }

        return found;
    }

    private static string[]? Fields(string path)
    {
        string? text = Text(path);
        return text?[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    // Whatever is read here may end at any moment.
    private static string[] Entries(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } text ? text : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
