namespace GrokCluster.Client.Tests;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("grok-test-").FullName;

    public string File(string name, string text)
    {
        string path = In(name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string this[string name] => In(name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
