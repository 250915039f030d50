using CsCheck;
using GrokCluster.Client.SweepFiles;
using GrokCluster.Client.Terminal;

namespace GrokCluster.Client.Tests.SweepFiles;

/// <summary>Whatever is done to a sweep file, it parses or is refused in one line.</summary>
public class SweepFuzzTests
{
    private static readonly string[] Morsels =
    [
        "", " ", "  ", "\t", "\n", "\r", ":", ": ", ",", "-", "- ", "[", "]", "{", "}", "'", "\"", "#", "&a ", "*a", "!!int ", "|", ">", "?", "%", "@", "`", "~", "---\n", "...\n", "<<: ",
        "0", "1", "-1", "1e9", "1e-400", "1e999", "nan", ".inf", "∞", "..", " step ", "0..1e9", "1..2 step 1e-27", "^n", "null", "true", "\0", "\u0085", "\u2028", "\uFEFF", "\uD800", "ε", "epsilons", "seeds: ", "\ngrid:\n  ",
    ];

    private static readonly Gen<string> Morsel = Gen.Int[0, Morsels.Length - 1].Select(index => Morsels[index]);

    private static readonly Gen<Func<string, string>> Mutation = Gen.Select(Gen.Int[0, 300], Gen.Int[0, 12], Morsel, Gen.Bool).Select(
        (at, length, morsel, copy) => (Func<string, string>)(text =>
        {
            int start = Math.Min(at, text.Length);
            int end = Math.Min(start + length, text.Length);
            return copy ? text[..end] + morsel + text[start..] : text[..start] + morsel + text[end..];
        }));

    [Fact]
    public void A_changed_sweep_file_parses_or_is_refused_in_one_line() => Mutation.Array[1, 6].Sample(
        mutations => ParsesOrIsRefusedInOneLine(mutations.Aggregate(SweepTexts.Valid, (text, mutate) => mutate(text))), iter: 20_000);

    [Fact]
    public void Any_text_parses_or_is_refused_in_one_line() => Morsel.Array[0, 40].Sample(
        morsels => ParsesOrIsRefusedInOneLine(string.Concat(morsels)), iter: 20_000);

    private static void ParsesOrIsRefusedInOneLine(string text)
    {
        try
        {
            SweepFile.Parse(text, SweepTexts.File);
        }
        catch (SweepFileException refusal)
        {
            Assert.Matches(@"\Asweeps/q\.yaml:[1-9][0-9]*:[1-9][0-9]*: [^\p{Cc}\u2028\u2029]+\z", refusal.Message);
        }
    }
}
