using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GrokCluster.Cluster.Tests;

/// <summary>Client → Silo → Grains → Grokking, one way; and within a project no folder that needs another which needs it.</summary>
public partial class DependencyTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Projects => ["Grokking", "Grains", "Silo", "Client"];

    [Theory]
    [InlineData("Grokking")]
    [InlineData("Grains", "Grokking")]
    [InlineData("Silo", "Grains")]
    [InlineData("Client", "Silo")]
    public void A_project_refers_to_the_one_below_it(string project, params string[] expected)
    {
        XDocument file = XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));
        Assert.Equal(expected, file.Descendants("ProjectReference").Select(each => Path.GetFileNameWithoutExtension((string)each.Attribute("Include")!)));
    }

    [Fact]
    public void The_science_knows_no_Orleans_and_the_grains_no_host()
    {
        Assert.Empty(Uses("Grokking", "Orleans", "GrokCluster", "Microsoft.AspNetCore"));
        Assert.Empty(Uses("Grains", "GrokCluster.Silo", "GrokCluster.Client", "StackExchange.Redis", "Microsoft.AspNetCore"));
        Assert.Empty(Uses("Silo", "GrokCluster.Client", "TorchSharp"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_no_circle(string project)
    {
        Dictionary<string, HashSet<string>> needs = Directory.GetDirectories(Path.Combine(Source, project)).Select(path => Path.GetFileName(path)!)
            .ToDictionary(folder => folder, folder => Usings(Path.Combine(project, folder)).Select(name => Folder(project, name)).OfType<string>().Where(other => other != folder).ToHashSet());
        Stack<string> path = [];
        Assert.All(needs.Keys, folder => Visit(folder));

        void Visit(string folder)
        {
            Assert.False(path.Contains(folder), $"{project}: {string.Join(" ← ", path)} ← {folder}");
            path.Push(folder);
            foreach (string other in needs.GetValueOrDefault(folder, []))
            {
                Visit(other);
            }

            path.Pop();
        }
    }

    private static IEnumerable<string> Uses(string project, params string[] roots) =>
        Usings(project).Where(name => roots.Any(root => name == root || name.StartsWith(root + ".", StringComparison.Ordinal)));

    private static IEnumerable<string> Usings(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        from Match use in UsingDirective().Matches(File.ReadAllText(file))
        select use.Groups[1].Value;

    private static string? Folder(string project, string name)
    {
        string root = project == "Grokking" ? "Grokking." : $"GrokCluster.{project}.";
        return name.StartsWith(root, StringComparison.Ordinal) ? name[root.Length..].Split('.')[0] : null;
    }

    [GeneratedRegex(@"^(?:global )?using (?:static )?([A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();
}
