using GrokCluster.Client.Terminal;
using GrokCluster.Grains.Sweeps;

namespace GrokCluster.Client.SweepFiles;

/// <summary>Reads sweep files (design, section 10). Every fault is a <see cref="SweepFileException"/> whose message is the line to print.</summary>
public static class SweepFile
{
    /// <summary>A sweep of more runs needs the user's word.</summary>
    public const int RunsWithoutAsking = 1_000;

    /// <summary>A sweep of more runs is refused in any case.</summary>
    public const int MostRuns = 100_000;

    // A sweep file is a screen long; this is not one.
    private const int MostCharacters = 100_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; messages name it as given here.</param>
    /// <param name="allowMany">Whether more than <see cref="RunsWithoutAsking"/> runs are wanted.</param>
    /// <exception cref="SweepFileException">It cannot be read, or is not a sweep.</exception>
    public static SweepSpecification Read(string path, bool allowMany = false)
    {
        FaultLines faults = new(path.Length == 0 ? "''" : path);
        if (Directory.Exists(path))
        {
            throw faults.Whole($"this is a directory; allowed is a sweep file; {(SweepsIn(path) is [string first, ..] ? $"give for example '{first}'" : "check the path")}");
        }

        if (!File.Exists(path))
        {
            string? near = Spelling.Nearest(Path.GetFileNameWithoutExtension(path), SweepsIn(Path.GetDirectoryName(path) ?? "").Select(each => Path.GetFileNameWithoutExtension(each)));
            throw faults.Whole($"there is no such file; allowed is a sweep file; {(near is null ? "check the path" : $"did you mean '{Path.Combine(Path.GetDirectoryName(path) ?? "", near)}.yaml'?")}");
        }

        try
        {
            return Parse(Text(path, faults), path, allowMany);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw faults.Whole($"the file cannot be read ({OneLine.Of(fault.Message).TrimEnd('.')}); allowed is a file that you may read; check its permissions");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages and for the sweep's name where the text has none.</param>
    /// <param name="allowMany">Whether more than <see cref="RunsWithoutAsking"/> runs are wanted.</param>
    /// <exception cref="SweepFileException">It is not a sweep.</exception>
    public static SweepSpecification Parse(string text, string file, bool allowMany = false)
    {
        FaultLines faults = new(file);
        Section top = new(faults, YamlReader.Read(text, faults), SweepKeys.Top);
        SweepSpecification sweep = new SweepSections(faults, top).Sweep();
        new SweepRules(faults, top, sweep).Check(allowMany);
        return sweep;
    }

    // Not ReadAllText: a device or a wrongly given data file may be larger than memory.
    private static string Text(string path, FaultLines faults)
    {
        char[] text = new char[MostCharacters + 1];
        using StreamReader reader = new(path);
        int length = reader.ReadBlock(text);
        return length <= MostCharacters
            ? new(text, 0, length)
            : throw faults.Whole($"the file is longer than {MostCharacters} characters; allowed is a sweep file, which is a few lines; check the path");
    }

    private static string[] SweepsIn(string directory)
    {
        string place = directory.Length == 0 ? "." : directory;
        return Directory.Exists(place)
            ? [.. Directory.EnumerateFiles(place, "*.yaml").Take(1000).Select(each => Path.Combine(directory, Path.GetFileName(each))).Order(StringComparer.Ordinal)]
            : [];
    }
}
