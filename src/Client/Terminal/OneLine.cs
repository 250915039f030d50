using System.Text;

namespace GrokCluster.Client.Terminal;

/// <summary>Keeps text that others wrote, such as a file's contents or a library's message, on one line of a terminal.</summary>
public static class OneLine
{
    /// <summary>The text with every run of line breaks, control and format characters (which can move the cursor or reverse the line) and blanks as one blank.</summary>
    public static string Of(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format)
            {
                line.Append(rune);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>The text on one line, in single quotes, cut after 60 characters.</summary>
    public static string Quoted(string text)
    {
        string line = Of(text.Length > 1000 ? text[..1000] : text);
        return line.Length > 60 ? $"'{line[..(char.IsHighSurrogate(line[59]) ? 59 : 60)]}…'" : $"'{line}'";
    }
}
