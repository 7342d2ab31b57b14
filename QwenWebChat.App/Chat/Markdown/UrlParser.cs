using System.Buffers;
using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Finds addresses in text: <c>http://</c>, <c>https://</c>, <c>www.</c> and <c>mailto:</c>. They begin anywhere, also right
/// behind Chinese characters and punctuation, and end where those do not belong to the address.
/// </summary>
internal sealed partial class UrlParser : InlineParser
{
    private const int MaxLength = 2_048;

    private static readonly SearchValues<char> TrailingMarks = SearchValues.Create("?!.,:;*_~'\"&");

    public UrlParser()
    {
        OpeningCharacters = ['h', 'H', 'w', 'W', 'm', 'M'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        Match match = Start().Match(slice.Text, slice.Start, Math.Min(slice.Length, MaxLength));
        if (!match.Success || IsWithinWord(slice.PeekCharExtra(-1), match) || IsAttribute(slice))
        {
            return false;
        }

        int length = LengthOf(slice.AsSpan()[..Math.Min(slice.Length, MaxLength)], match);
        string url = slice.Text.Substring(slice.Start, length);
        LinkInline link = new()
        {
            Url = match.Groups["www"].Success ? "http://" + url : url,
            IsAutoLink = true,
            IsClosed = true,
            Span = { Start = processor.GetSourcePosition(slice.Start), End = processor.GetSourcePosition(slice.Start + length - 1) },
        };
        link.AppendChild(new LiteralInline(url));
        processor.Inline = link;
        slice.Start += length;
        return true;
    }

    private static bool IsWithinWord(char before, Match match) =>
        match.Groups["scheme"].Success ? char.IsAsciiLetter(before) : char.IsAsciiLetterOrDigit(before) || before is '.' or '-' or '/' or '@';

    // HTML is text here, and no part of it leads anywhere.
    private static bool IsAttribute(StringSlice slice) => slice.PeekCharExtra(-1) is '"' or '\'' && slice.PeekCharExtra(-2) == '=';

    private static int LengthOf(ReadOnlySpan<char> text, Match match)
    {
        int end = match.Length;
        while (end < text.Length && Belongs(text, end, match.Length))
        {
            end++;
        }

        return Trimmed(text[..end], match.Length);
    }

    private static bool Belongs(ReadOnlySpan<char> text, int at, int hostEnd)
    {
        char character = text[at];
        if (character <= '\x7F')
        {
            return character > ' ' && character is not ('<' or '>' or '"' or '`' or '|' or '\\' or '\x7F');
        }

        // Chinese in an address makes up a part of its path or query; behind other characters it is the text that goes on.
        return char.IsLetterOrDigit(character) && character is not (>= '\uFF00' and <= '\uFFEF')
            && (text[at - 1] > '\x7F' || (text[at - 1] is '/' or '=' or '-' or '_' or '#' or '%' && text[hostEnd..at].ContainsAnyInRange('0', 'z')));
    }

    // Punctuation at the end belongs to the sentence, and so do brackets that open before the address.
    private static int Trimmed(ReadOnlySpan<char> url, int least)
    {
        int end = url.Length;
        for (; end > least; end--)
        {
            char last = url[end - 1];
            char opening = last switch { ')' => '(', ']' => '[', '}' => '{', _ => '\0' };
            if (!TrailingMarks.Contains(last) && (opening == '\0' || url[..end].Count(opening) >= url[..end].Count(last)))
            {
                break;
            }
        }

        // A bracket that closes what opened before the address ends it.
        int depth = 0;
        for (int i = least; i < end; i++)
        {
            depth += url[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (depth < 0)
            {
                return Trimmed(url[..i], least);
            }
        }

        return end;
    }

    // The host decides: without one it is no address.
    [GeneratedRegex(@"\A(?:(?<scheme>https?://)(?:[A-Za-z0-9_~.%!$&'()*+,;=:-]{0,200}@)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?|(?<www>www(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?){2,9})|mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
