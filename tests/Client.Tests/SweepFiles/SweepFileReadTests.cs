using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Tests.Commands;

namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Paths that lead to no sweep file: the whole line that is printed.</summary>
public sealed class SweepFileReadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_refused_with_the_nearest_there_is()
    {
        string near = _folder.File("quickstart.yaml", SweepTexts.Valid);
        string missing = _folder.In("quickstrat.yaml");

        Assert.Equal($"{missing}: there is no such file; allowed is a sweep file; did you mean '{near}'?", Refusal(missing));
        Assert.Equal($"{_folder.In("quickstart")}: there is no such file; allowed is a sweep file; did you mean '{near}'?", Refusal(_folder.In("quickstart")));
    }

    [Fact]
    public void A_missing_file_without_a_like_is_refused()
    {
        _folder.File("quickstart.yaml", SweepTexts.Valid);
        string missing = _folder.In("other.yaml");
        string nowhere = Path.Combine(_folder.In("none"), "a.yaml");

        Assert.Equal($"{missing}: there is no such file; allowed is a sweep file; check the path", Refusal(missing));
        Assert.Equal($"{nowhere}: there is no such file; allowed is a sweep file; check the path", Refusal(nowhere));
        Assert.Equal("'': there is no such file; allowed is a sweep file; check the path", Refusal(""));
    }

    [Fact]
    public void A_directory_is_refused_with_a_file_in_it()
    {
        Assert.Equal($"{_folder.Path}: this is a directory; allowed is a sweep file; check the path", Refusal(_folder.Path));

        string file = _folder.File("a.yaml", SweepTexts.Valid);
        Assert.Equal($"{_folder.Path}: this is a directory; allowed is a sweep file; give for example '{file}'", Refusal(_folder.Path));
    }

    [Fact]
    public void A_file_far_too_long_is_refused_unread()
    {
        string path = _folder.File("long.yaml", new string('#', 200_000));

        Assert.Equal($"{path}: the file is longer than 100000 characters; allowed is a sweep file, which is a few lines; check the path", Refusal(path));
    }

    [Fact]
    public void A_file_of_bytes_that_are_no_text_is_refused_on_one_line()
    {
        string path = _folder.In("binary.yaml");
        File.WriteAllBytes(path, [.. Enumerable.Range(0, 4096).Select(index => (byte)(index * 37))]);

        string line = Refusal(path);
        Assert.StartsWith($"{path}:1:", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
    }

    private static string Refusal(string path) => Assert.Throws<SweepFileException>(() => SweepFile.Read(path)).Message;
}
