using CsCheck;
using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Terminal;

public class SpellingTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'd'], 0, 8];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("epoch", "epochs", 1)]
    [InlineData("wieght", "weight", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    public void Distance_counts_insertions_deletions_substitutions_and_swaps(string from, string to, int distance) =>
        Assert.Equal(distance, Spelling.Distance(from, to));

    [Fact]
    public void Distance_is_zero_for_the_same_word_only_and_the_same_both_ways() => Gen.Select(Word, Word).Sample((from, to) =>
    {
        Assert.Equal(from == to, Spelling.Distance(from, to) == 0);
        Assert.Equal(Spelling.Distance(from, to), Spelling.Distance(to, from));
        Assert.InRange(Spelling.Distance(from, to), Math.Abs(from.Length - to.Length), Math.Max(from.Length, to.Length));
    });

    [Theory]
    [InlineData("epcohs", "epochs")]
    [InlineData("EPOCHS", "epochs")]
    [InlineData("weight-decay", "weight_decay")]
    [InlineData("a", "b")]
    [InlineData("colour", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_where_one_is_near(string word, string? nearest) =>
        Assert.Equal(nearest, Spelling.Nearest(word, ["epochs", "weight_decay", "weight_noise", "b"]));
}
