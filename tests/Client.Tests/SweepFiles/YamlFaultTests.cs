namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Text that is no sweep file at all: the whole line that is printed.</summary>
public class YamlFaultTests
{
    private const string Yaml = "allowed is 'key: value' on each line, with lists as [a, b]; check indentation, brackets and quotes here";
    private const string Copy = "start from a copy of sweeps/quickstart.yaml";

    [Theory]
    [InlineData("", $"1:1: the file is empty; needed are tasks, methods, seeds, epochs; {Copy}")]
    [InlineData("# nothing yet\n", $"1:1: the file is empty; needed are tasks, methods, seeds, epochs; {Copy}")]
    [InlineData("[add]", $"1:1: given a list; allowed is 'key: value' on each line; {Copy}")]
    [InlineData("hello", $"1:1: given 'hello'; allowed is 'key: value' on each line; {Copy}")]
    [InlineData("tasks: [add", $"2:1: bad YAML: While parsing a flow sequence, did not find expected ',' or ']'; {Yaml}")]
    [InlineData("a: b: c", $"1:5: bad YAML: While scanning a plain scalar value, found invalid mapping; {Yaml}")]
    [InlineData("tasks: @x", $"1:8: bad YAML: While scanning for the next token, found character that cannot start any token; {Yaml}")]
    [InlineData("...\n,", $"1:1: bad YAML: what follows here is malformed; {Yaml}")]
    [InlineData("tasks: add\n---\ntasks: mul", "2:1: a second document begins; allowed is one sweep for each file; move it to a file of its own")]
    [InlineData("tasks: &a add", "1:8: a YAML anchor or tag; sweep files have none; leave it out and write values in full")]
    [InlineData("tasks: !!str add", "1:8: a YAML anchor or tag; sweep files have none; leave it out and write values in full")]
    [InlineData("tasks: *a", "1:8: an alias, '*a'; sweep files have none; write the value out")]
    [InlineData("tasks: [[[[[[[[[1]]]]]]]]]", "1:16: nested more than 8 levels deep; sweep files need three; remove brackets or indentation")]
    public void Text_that_is_no_sweep_is_refused_where_it_ceases_to_be_one(string text, string expected) =>
        Assert.Equal($"{SweepTexts.File}:{expected}", SweepTexts.Refusal(text));
}
