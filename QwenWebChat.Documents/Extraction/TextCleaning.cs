using System.Buffers;
using System.Text;

namespace QwenWebChat.Documents.Extraction;

/// <summary>
/// Normalizes line ends to <c>\n</c> and removes invisible characters: the model must not read what a person cannot see in
/// the document. Joiners (U+200C, U+200D), direction marks (U+200E, U+200F) and variation selectors stay, because they
/// shape Persian, Indic scripts, emoji and names. The text is not normalized otherwise, so that it can be found in the document.
/// </summary>
public static class TextCleaning
{
    public const char PageBreak = '\f';

    private static readonly SearchValues<char> Suspects = SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(IsSuspect)]);

    /// <summary>Appends the text, and lists the offset in the target of each form feed.</summary>
    public static void Append(ReadOnlySpan<char> source, StringBuilder target, List<int>? pageBreaks = null)
    {
        while (true)
        {
            int next = source.IndexOfAny(Suspects);
            if (next < 0)
            {
                target.Append(source);
                return;
            }

            target.Append(source[..next]);
            int taken = AppendSuspect(source[next..], target);
            if (source[next] == PageBreak)
            {
                pageBreaks?.Add(target.Length);
            }

            source = source[(next + taken)..];
        }
    }

    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects))
        {
            return text;
        }

        StringBuilder target = new(text.Length);
        Append(text, target);
        return target.ToString();
    }

    // Returns the number of processed characters of the source.
    private static int AppendSuspect(ReadOnlySpan<char> source, StringBuilder target)
    {
        char first = source[0];
        if (first is '\r' or '\u0085' or '\u2028' or '\u2029')
        {
            target.Append('\n');
            return first == '\r' && source.Length > 1 && source[1] == '\n' ? 2 : 1;
        }

        if (!char.IsSurrogate(first))
        {
            return 1;
        }

        if (source.Length == 1 || !char.IsSurrogatePair(first, source[1]))
        {
            target.Append('\uFFFD');
            return 1;
        }

        // U+E0000 to U+E007F: letters that are never displayed.
        if (!(first == '\uDB40' && source[1] < '\uDC80'))
        {
            target.Append(source[..2]);
        }

        return 2;
    }

    private static bool IsSuspect(char character) => character switch
    {
        '\t' or '\n' => false,
        < ' ' or (>= '\u007F' and <= '\u009F') => true,
        '\u00AD' or '\u180E' or '\u200B' or '\uFEFF' => true,
        >= '\u2028' and <= '\u202E' => true,
        >= '\u2060' and <= '\u206F' => true,
        >= '\uFFF9' and <= '\uFFFB' => true,
        '\uFFFE' or '\uFFFF' => true,
        _ => char.IsSurrogate(character),
    };
}
