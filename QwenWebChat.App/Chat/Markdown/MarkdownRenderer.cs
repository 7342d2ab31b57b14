using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Turns a model's Markdown into HTML that is safe to show: raw HTML stays text, nothing is fetched from the network, and
/// what is left passes an allow-list. Whatever it is given, the work is bounded. Safe for any number of threads.
/// </summary>
public sealed class MarkdownRenderer(IStringLocalizer<UiText> text, CodeHighlighter highlighter)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseEmphasisExtras()
        .DisableHtml()
        .Use<MathExtension>()
        .Build();

    private readonly HtmlAllowList _allowList = new();

    /// <summary>
    /// Renders block by block. While more is to come, blocks that are the same as in <paramref name="previous"/> are taken
    /// from there, and only what follows the settled ones is parsed, so that following a stream costs one block a frame,
    /// however long the text has become; the open one is always rendered. Of a finished text
    /// only code is taken: a later definition may have changed any other block.
    /// </summary>
    /// <param name="scope">Sets the ids of one message apart from another's; letters and digits.</param>
    public IReadOnlyList<RenderedBlock> Render(string markdown, IReadOnlyList<RenderedBlock>? previous = null, bool isFinished = true, string scope = "0")
    {
        (int settled, int start) = isFinished || previous is null ? default : SettledBlocks.Of(markdown, previous);
        string text = markdown[start..];
        if (!WorkBounds.Hold(markdown) || Parse(text) is not { } document)
        {
            return [.. PlainBlocks.Of(markdown, !isFinished)];
        }

        List<RenderedBlock> blocks = new(settled + document.Count);
        HeadingLevels levels = new();
        for (int i = 0; i < settled; i++)
        {
            blocks.Add(previous![i]);
            _ = SettledBlocks.HeadingLevel(previous[i]) is { } level ? levels.Next(level) : 0;
        }

        Clean(document, levels);
        // Footnotes stand at the end, whatever is still being written.
        int last = document.Count - (document is [.., FootnoteGroup] ? 2 : 1);
        for (int i = 0; i < document.Count; i++)
        {
            string source = Slice(text, document[i].Span);
            bool isOpen = !isFinished && i >= last;
            if (previous is not null && blocks.Count < previous.Count && IsKnown(previous[blocks.Count], source, isOpen, isFinished))
            {
                blocks.Add(previous[blocks.Count]);
            }
            else if ((isOpen && source.Length > WorkBounds.MaxOpenLength && document[i] is not CodeBlock) || ToBlock(source, document[i], isOpen, scope) is not { } block)
            {
                blocks.AddRange(PlainBlocks.Of(source, isOpen));
            }
            else
            {
                blocks.Add(block);
            }
        }

        return blocks;
    }

    private static bool IsKnown(RenderedBlock known, string source, bool isOpen, bool isFinished) =>
        !known.IsOpen && !isOpen && source.Length > 0 && (!isFinished || known.Code is not null) && known.Source == source;

    // Null for what is nested too deep.
    private static MarkdownDocument? Parse(string markdown)
    {
        try
        {
            return Markdig.Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Slice(string markdown, SourceSpan span) =>
        span.Start >= 0 && span.End < markdown.Length && span.Length > 0 ? markdown.Substring(span.Start, span.Length) : "";

    private static void Clean(MarkdownDocument document, HeadingLevels levels)
    {
        foreach (MarkdownObject node in document.Descendants())
        {
            switch (node)
            {
                case HeadingBlock heading:
                    heading.Level = levels.Next(heading.Level);
                    break;
                case LinkInline { IsImage: true } image:
                    // Fetching a picture that a model names would tell its host about a private chat: it becomes a link.
                    image.IsImage = false;
                    if (image.FirstChild is null)
                    {
                        image.AppendChild(new LiteralInline(image.Url ?? ""));
                    }

                    break;
                case Table table:
                    AlignByClass(table);
                    break;
            }
        }
    }

    // Inline styles don't pass the allow-list; classes do.
    private static void AlignByClass(Table table)
    {
        foreach (TableRow row in table.OfType<TableRow>())
        {
            for (int column = 0; column < row.Count && column < table.ColumnDefinitions.Count; column++)
            {
                string? name = table.ColumnDefinitions[column].Alignment switch
                {
                    TableColumnAlign.Right => "align-right",
                    TableColumnAlign.Center => "align-center",
                    _ => null,
                };
                if (name is not null)
                {
                    row[column].GetAttributes().AddClass(name);
                }
            }
        }

        foreach (TableColumnDefinition column in table.ColumnDefinitions)
        {
            column.Alignment = null;
        }
    }

    // Null for what is nested too deep.
    private RenderedBlock? ToBlock(string source, Block block, bool isOpen, string scope)
    {
        if (block is not CodeBlock listing)
        {
            return ToHtml(block, isOpen, scope) is { } html ? new RenderedBlock(source, html, IsOpen: isOpen) : null;
        }

        // A fence that is closed is finished, though nothing follows it yet.
        CodeText code = CodeText.Of(listing);
        bool isGrowing = isOpen && listing is not FencedCodeBlock { ClosingFencedCharCount: > 0 };
        return new RenderedBlock(source, isGrowing ? "" : highlighter.Highlight(code) ?? "", code, isGrowing);
    }

    private string? ToHtml(Block block, bool isOpen, string scope)
    {
        using StringWriter writer = new();
        HtmlRenderer renderer = new(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new NestedCodeRenderer(isOpen ? null : highlighter, text));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTaskListRenderer>(new TaskRenderer());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new TableRenderer(text["Table"]));
        new FootnoteRenderers(scope, text).AddTo(renderer);
        try
        {
            renderer.Render(block);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return _allowList.Apply(writer.ToString());
    }
}
