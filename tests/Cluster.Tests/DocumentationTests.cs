using System.Text.RegularExpressions;

namespace GrokCluster.Cluster.Tests;

/// <summary>What the documentation names is there.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void The_map_of_the_paper_names_files_and_tests_that_exist()
    {
        string map = File.ReadAllText(Path.Combine(Repository.Root, "docs", "paper-map.md"));
        string[] paths = [.. SourcePath().Matches(map).Select(match => match.Groups[1].Value)];
        Assert.True(paths.Length > 15, $"{paths.Length} paths");
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, "src", path)), path));

        HashSet<string> classes = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.All(TestClass().Matches(map).Select(match => match.Groups[1].Value), name => Assert.Contains(name, classes));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Repository.Root, "README.md")))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(file)))
            {
                string target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value);
                Assert.True(Path.Exists(target), $"{file} links to {link.Groups[1].Value}");
            }
        }
    }

    [GeneratedRegex(@"`((?:Grokking|Grains|Silo|Client)/[A-Za-z0-9/.]+)`")]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"`([A-Za-z0-9]+Tests)`")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex Link();
}
