using System.Globalization;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>Parses a summary's text to a tree in which references are inlines of their own and links are only their text, so that nothing in it is a link.</summary>
internal static class CitedMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseCjkFriendlyEmphasis().DisableHtml().Build();

    /// <exception cref="ArgumentException">The text is nested too deeply.</exception>
    public static MarkdownDocument Parse(string text)
    {
        MarkdownDocument document = Markdown.Parse(text, Pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            ContainerInline words = new();
            link.ReplaceBy(words);
        }

        foreach (LiteralInline literal in document.Descendants<LiteralInline>().ToList())
        {
            Divide(literal);
        }

        return document;
    }

    // The parser splits text at brackets, so neighbouring texts are joined before references are searched.
    private static void Divide(LiteralInline literal)
    {
        if (literal.Parent is null)
        {
            return;
        }

        string text = literal.Content.ToString();
        while (literal.NextSibling is LiteralInline next)
        {
            text += next.Content.ToString();
            next.Remove();
        }

        Inline last = literal;
        int from = 0;
        foreach (Match match in CitationMarks.Written().Matches(text))
        {
            last.InsertAfter(new LiteralInline(text[from..match.Index]));
            last = last.NextSibling!;
            last.InsertAfter(new CitationInline(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
            last = last.NextSibling!;
            from = match.Index + match.Length;
        }

        last.InsertAfter(new LiteralInline(text[from..]));
        literal.Remove();
    }
}
