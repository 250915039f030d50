using CsCheck;
using GrokCluster.Client.Commands;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.Terminal;

public class OneLineTests
{
    [Theory]
    [InlineData("a\r\n  b", "a b")]
    [InlineData("\u001b[31mred\u001b[0m", "[31mred [0m")]
    [InlineData("a\u202Eb\u2028c", "a b c")]
    [InlineData(" ", "")]
    public void Whatever_could_move_the_cursor_becomes_a_blank(string text, string line) => Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void A_long_text_is_cut_and_never_inside_a_character() => Gen.Int[0, 70].Sample(length =>
    {
        string quoted = OneLine.Quoted(new string('x', length) + "😀 and so on, for longer than anyone would read on one line");
        Assert.InRange(quoted.Length, 0, 63);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(quoted)));
    });
}
