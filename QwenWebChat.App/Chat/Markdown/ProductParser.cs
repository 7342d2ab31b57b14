using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Keeps the asterisks of products and powers, such as <c>2*3*4</c>, <c>2**10</c> and <c>长*宽*高</c>, which Markdown would take for emphasis.</summary>
internal sealed partial class ProductParser : InlineParser
{
    // Bounds the look back.
    private const int MaxFactorLength = 40;

    public ProductParser()
    {
        OpeningCharacters = ['*'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        ReadOnlySpan<char> before = slice.Text.AsSpan(0, slice.Start);
        before = before[^Math.Min(before.Length, MaxFactorLength)..];
        ReadOnlySpan<char> rest = slice.AsSpan();
        int length = rest is ['*', '*', ..] ? 2 : 1;
        bool isProduct = rest.Length > length && rest[length] != '*'
            && ((Factors().IsMatch(before) && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '('))
                || (length == 1 && ((EndsInCharacter().IsMatch(before) && FirstCharacters().IsMatch(rest)) || (MiddleCharacters().IsMatch(before) && LastCharacter().IsMatch(rest)))));
        if (!isProduct)
        {
            return false;
        }

        int start = processor.GetSourcePosition(slice.Start);
        processor.Inline = new LiteralInline(rest[..length].ToString()) { Span = new(start, start + length - 1) };
        slice.Start += length;
        return true;
    }

    // Numbers, letters and brackets that close, up to here; a letter behind an asterisk that begins a word is emphasised.
    [GeneratedRegex(@"(?:(?<![A-Za-z0-9*.,])(?:(?:[0-9]+(?:[.,][0-9]+)*|[A-Za-z])\*{1,2})*(?:[0-9]+(?:[.,][0-9]+)*|[A-Za-z])|\))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Factors();

    [GeneratedRegex(@"\p{Lo}\z", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInCharacter();

    [GeneratedRegex(@"\A\*\p{Lo}\*\p{Lo}", RegexOptions.CultureInvariant)]
    private static partial Regex FirstCharacters();

    [GeneratedRegex(@"\p{Lo}\*\p{Lo}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MiddleCharacters();

    [GeneratedRegex(@"\A\*\p{Lo}", RegexOptions.CultureInvariant)]
    private static partial Regex LastCharacter();
}
