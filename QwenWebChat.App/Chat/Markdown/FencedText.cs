using Markdig;
using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// A text as somebody typed it, apart from the code in fences: by CommonMark's rules for fences, and no other of its rules.
/// </summary>
internal static class FencedText
{
    private static readonly MarkdownPipeline Fences = CreatePipeline();

    /// <summary>
    /// The text's parts in order: code with its colours, and what stands between, whose source is to be shown as it is. A
    /// fence without an end is code to the end of the text.
    /// </summary>
    /// <param name="end">Where to stop, for a part of the text. Code that goes on there is <see cref="RenderedBlock.IsOpen"/>.</param>
    public static List<RenderedBlock> Split(string text, int end, CodeHighlighter highlighter)
    {
        List<RenderedBlock> parts = [];
        int start = 0;
        foreach (FencedCodeBlock fence in text.Length <= WorkBounds.MaxLength ? Markdig.Markdown.Parse(text, Fences).OfType<FencedCodeBlock>() : [])
        {
            if (fence.Span.Start >= end)
            {
                break;
            }

            AddTyped(parts, text[start..fence.Span.Start]);
            // Without an end it goes to the text's own.
            start = fence.ClosingFencedCharCount > 0 ? fence.Span.End + 1 : text.Length;
            AddCode(parts, fence, text[fence.Span.Start..Math.Min(start, end)], isCut: end < start, highlighter);
        }

        AddTyped(parts, text[Math.Min(start, end)..end]);
        return parts;
    }

    private static void AddCode(List<RenderedBlock> parts, FencedCodeBlock fence, string source, bool isCut, CodeHighlighter highlighter)
    {
        // A drawing of it would be something that nobody typed.
        CodeText code = CodeText.Of(fence) with { IsDiagram = false };
        if (isCut)
        {
            code = code with { Text = WholeLines(code.Text, source.Length - source.AsSpan().IndexOf('\n') - 1) };
        }

        if (!isCut || (code.Text.Length > 0 && source.Contains('\n', StringComparison.Ordinal)))
        {
            parts.Add(new RenderedBlock(source, highlighter.Highlight(code) ?? "", code, isCut));
        }
    }

    private static string WholeLines(string code, int length)
    {
        if (length >= code.Length)
        {
            return code;
        }

        int newLine = code.LastIndexOf('\n', length);
        return code[..(newLine > 0 ? newLine : length)];
    }

    // Blank lines beside a fence are its distance, which a page has of its own.
    private static void AddTyped(List<RenderedBlock> parts, string text)
    {
        string typed = Draft.Trim(text);
        if (typed.Length > 0)
        {
            parts.Add(new RenderedBlock(typed, ""));
        }
    }

    private static MarkdownPipeline CreatePipeline()
    {
        MarkdownPipelineBuilder builder = new();
        builder.BlockParsers.Clear();
        builder.BlockParsers.Add(new FencedCodeBlockParser());
        builder.BlockParsers.Add(new TypedParser());
        builder.InlineParsers.Clear();
        return builder.Build();
    }

    // What is typed is not looked into: no headings by underlines, no definitions of links.
    private sealed class TypedParser : ParagraphBlockParser
    {
        public TypedParser() => ParseSetextHeadings = false;

        public override bool Close(BlockProcessor processor, Block block) => true;
    }
}
