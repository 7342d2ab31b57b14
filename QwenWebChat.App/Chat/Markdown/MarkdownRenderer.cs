using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers.Html;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Chat.Markdown.Formulas;
using QwenWebChat.App.Chat.Markdown.Html;
using QwenWebChat.App.Generation;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Turns a model's Markdown into HTML that is safe to show: of raw HTML only a few tags of text are taken, nothing is fetched
/// from the network, and what is left passes an allow-list. Whatever it is given, the work is bounded. Safe for any number of threads.
/// </summary>
public sealed class MarkdownRenderer(IStringLocalizer<UiText> text, CodeHighlighter highlighter)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseFootnotes()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseCjkFriendlyEmphasis()
        .UseSoftlineBreakAsHardlineBreak()
        .Use<HtmlExtension>()
        .Use<FormulaExtension>()
        .Use<ChatTextExtension>()
        .Build();

    private readonly HtmlAllowList _allowList = new();

    /// <summary>
    /// Renders block by block, each part of an answer by itself. While more is to come, blocks that are the same as in
    /// <paramref name="previous"/> are taken from there, and only what follows the settled ones is parsed, so that following a
    /// stream costs one block a frame, however long the text has become; the open one is always rendered. Of a finished text
    /// only code is taken: a later definition may have changed any other block.
    /// </summary>
    /// <param name="scope">Sets the ids of one message apart from another's; letters and digits.</param>
    public IReadOnlyList<RenderedBlock> Render(string markdown, IReadOnlyList<RenderedBlock>? previous = null, bool isFinished = true, string scope = "0")
    {
        IReadOnlyList<AnswerPart> parts = AnswerPart.Split(markdown);
        List<RenderedBlock> blocks = [];
        for (int i = 0; i < parts.Count; i++)
        {
            AnswerPart part = parts[i];
            List<RenderedBlock>? known = previous?.Where(block => block.Part == i && block.Reasoning is null == part.Reasoning is null).ToList();
            // A part that another follows does not change any more.
            bool isSettled = !isFinished && i < parts.Count - 1 && known is { Count: > 0 } && previous!.Any(block => block.Part > i);
            IEnumerable<RenderedBlock> rendered = isSettled ? known! : Render(part.Text, known, isFinished || i < parts.Count - 1, i == 0 ? scope : $"{scope}p{i}");
            blocks.AddRange(rendered.Select(block => block with { Part = i, Reasoning = part.Reasoning }));
        }

        return blocks;
    }

    private List<RenderedBlock> Render(string markdown, List<RenderedBlock>? previous, bool isFinished, string scope)
    {
        if (!WorkBounds.Hold(markdown))
        {
            return [.. PlainBlocks.Of(markdown, !isFinished)];
        }

        string source = SourceText.Prepare(markdown, isFinished);
        (int settled, int start) = isFinished || previous is null ? default : SettledBlocks.Of(source, previous);
        string text = source[start..];
        if (Parse(text) is not { } document)
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

        DocumentCleanup.Apply(document, levels);
        // Footnotes stand at the end, whatever is still being written.
        int last = document.Count - (document is [.., FootnoteGroup] ? 2 : 1);
        for (int i = 0; i < document.Count; i++)
        {
            string written = Slice(text, document[i].Span);
            bool isOpen = !isFinished && i >= last;
            if (previous is not null && blocks.Count < previous.Count && IsKnown(previous[blocks.Count], written, isOpen, isFinished))
            {
                blocks.Add(previous[blocks.Count]);
            }
            else if ((isOpen && written.Length > WorkBounds.MaxOpenLength && document[i] is not CodeBlock) || ToBlock(written, document[i], isOpen, scope) is not { } block)
            {
                blocks.AddRange(PlainBlocks.Of(SourceText.Restore(written), isOpen));
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

        return _allowList.Apply(SourceText.Restore(writer.ToString()));
    }
}
