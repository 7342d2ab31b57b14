using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Turns a model's Markdown into HTML that is safe to show: raw HTML stays text, nothing is fetched from the network, and
/// what is left passes an allow-list. Safe for any number of threads.
/// </summary>
public sealed class MarkdownRenderer(IStringLocalizer<UiText> text)
{
    // Headings of an answer stand below the page's own.
    private const int HeadingShift = 2;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseEmphasisExtras()
        .DisableHtml()
        .Build();

    private readonly HtmlAllowList _allowList = new();

    /// <summary>
    /// Renders block by block. Blocks that are the same as in <paramref name="previous"/> are taken from there, so that
    /// following a stream costs one block a frame; the last one is always rendered. A finished text is rendered
    /// without: a later definition may have changed an earlier block.
    /// </summary>
    public IReadOnlyList<RenderedBlock> Render(string markdown, IReadOnlyList<RenderedBlock>? previous = null)
    {
        MarkdownDocument document = Markdig.Markdown.Parse(markdown, Pipeline);
        Clean(document);
        List<RenderedBlock> blocks = new(document.Count);
        for (int i = 0; i < document.Count; i++)
        {
            string source = Slice(markdown, document[i].Span);
            bool isKnown = previous is not null && i < document.Count - 1 && i < previous.Count && source.Length > 0 && previous[i].Source == source;
            blocks.Add(isKnown ? previous![i] : ToBlock(source, document[i]));
        }

        return blocks;
    }

    private static string Slice(string markdown, SourceSpan span) =>
        span.Start >= 0 && span.End < markdown.Length && span.Length > 0 ? markdown.Substring(span.Start, span.Length) : "";

    private static void Clean(MarkdownDocument document)
    {
        foreach (MarkdownObject node in document.Descendants())
        {
            switch (node)
            {
                case HeadingBlock heading:
                    heading.Level = Math.Min(6, heading.Level + HeadingShift);
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

    private RenderedBlock ToBlock(string source, Block block) => block is CodeBlock code
        ? new RenderedBlock(source, "", new CodeText((code as FencedCodeBlock)?.Info ?? "", code.Lines.ToString()))
        : new RenderedBlock(source, ToHtml(block));

    private string ToHtml(Block block)
    {
        using StringWriter writer = new();
        HtmlRenderer renderer = new(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new CopyableCodeRenderer(text["Copy"], text["CopyCode"]));
        renderer.Render(block);
        return _allowList.Apply(writer.ToString());
    }
}
