using System.Buffers;
using Markdig.Helpers;
using Markdig.Parsers;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Finds <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> and <c>\[…\]</c> in a line of text. A dollar opens only before and closes
/// only after something other than white space, and never before a digit: prices are no formulas.
/// </summary>
internal sealed class MathInlineParser : InlineParser
{
    /// <summary>The longest formula; also what bounds the search for its end.</summary>
    public const int MaxLength = 8_000;

    private const int MaxInlineLength = 1_000;
    private static readonly SearchValues<char> Operators = SearchValues.Create("\\^_=+*/{}<>|");

    public MathInlineParser()
    {
        OpeningCharacters = ['$', '\\'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        (string open, string close) = (slice.CurrentChar, slice.PeekChar()) switch
        {
            ('\\', '(') => ("\\(", "\\)"),
            ('\\', '[') => ("\\[", "\\]"),
            ('$', '$') => ("$$", "$$"),
            ('$', _) => ("$", "$"),
            _ => ("", ""),
        };
        int end = open switch
        {
            "" => -1,
            "$" => EndOfDollar(slice),
            _ => EndOf(slice, close),
        };
        if (end < 0)
        {
            return false;
        }

        string source = slice.Text[slice.Start..end];
        processor.Inline = new MathInline(source, open is "$$" or "\\[")
        {
            Span = { Start = processor.GetSourcePosition(slice.Start), End = processor.GetSourcePosition(end - 1) },
        };
        slice.Start = end;
        return true;
    }

    private static int EndOf(StringSlice slice, string close)
    {
        int from = slice.Start + 2;
        int length = Math.Min(slice.End + 1 - from, MaxLength);
        int index = length <= 0 ? -1 : slice.Text.AsSpan(from, length).IndexOf(close);
        return index <= 0 || slice.Text.AsSpan(from, index).IsWhiteSpace() ? -1 : from + index + close.Length;
    }

    private static int EndOfDollar(StringSlice slice)
    {
        int from = slice.Start + 1;
        int last = Math.Min(slice.End, from + MaxInlineLength);
        if (from > last || char.IsWhiteSpace(slice.Text[from]) || (slice.Start > 0 && char.IsAsciiLetterOrDigit(slice.PeekCharExtra(-1))))
        {
            return -1;
        }

        for (int i = from; i <= last && slice.Text[i] is not ('\n' or '`'); i++)
        {
            if (slice.Text[i] == '\\')
            {
                i++;
            }
            else if (slice.Text[i] == '$')
            {
                bool closes = i > from && !char.IsWhiteSpace(slice.Text[i - 1]) && !(i < slice.End && char.IsAsciiLetterOrDigit(slice.Text[i + 1]));
                return closes && IsFormula(slice.Text.AsSpan(from, i - from)) ? i + 1 : -1;
            }
        }

        return -1;
    }

    // "5, or 10" between two dollars is money.
    private static bool IsFormula(ReadOnlySpan<char> content) =>
        !char.IsAsciiDigit(content[0]) || !content.Contains(' ') || content.ContainsAny(Operators);
}
