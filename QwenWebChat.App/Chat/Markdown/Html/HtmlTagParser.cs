using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>Finds <c>&lt;br&gt;</c> and tags of text such as <c>&lt;sub&gt;</c> and <c>&lt;kbd&gt;</c>, without attributes. All other HTML stays text.</summary>
internal sealed partial class HtmlTagParser : InlineParser
{
    public HtmlTagParser()
    {
        OpeningCharacters = ['<'];
    }

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        Match match = Tag().Match(slice.Text, slice.Start, slice.Length);
        if (!match.Success)
        {
            return false;
        }

        string name = match.Groups["name"].Value.ToLowerInvariant();
        processor.Inline = new HtmlTag(match.Value, name switch { "b" => "strong", "i" => "em", "strike" => "s", _ => name }, match.Value[1] == '/')
        {
            Span = { Start = processor.GetSourcePosition(slice.Start), End = processor.GetSourcePosition(slice.Start + match.Length - 1) },
        };
        slice.Start += match.Length;
        return true;
    }

    [GeneratedRegex(@"\A<(?:/?(?<name>sub|sup|kbd|u|mark|b|strong|i|em|s|strike|del|ins|small)|(?<name>br)\s*/?|/(?<name>br))\s*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
