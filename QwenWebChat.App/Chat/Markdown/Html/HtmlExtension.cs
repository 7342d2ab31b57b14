using Markdig;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>The few HTML elements that answers may use: tags of text, line breaks and details. All other HTML is shown as text.</summary>
internal sealed class HtmlExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.DisableHtml();
        pipeline.BlockParsers.Insert(0, new DetailsParser());
        pipeline.BlockParsers.Insert(0, new SummaryParser());
        pipeline.InlineParsers.Insert(0, new HtmlTagParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        renderer.ObjectRenderers.Insert(0, new TagRenderer());
        renderer.ObjectRenderers.Insert(0, new DetailsRenderer());
        renderer.ObjectRenderers.Insert(0, new SummaryRenderer());
    }

    private sealed class TagRenderer : HtmlObjectRenderer<HtmlTag>
    {
        protected override void Write(HtmlRenderer renderer, HtmlTag tag) => renderer.Write(tag is { IsClosing: true, IsBreak: false } ? $"</{tag.Name}>" : $"<{tag.Name}>");
    }

    private sealed class SummaryRenderer : HtmlObjectRenderer<SummaryBlock>
    {
        protected override void Write(HtmlRenderer renderer, SummaryBlock summary)
        {
            renderer.Write("<summary").WriteAttributes(summary).Write('>');
            renderer.WriteLeafInline(summary);
            renderer.Write("</summary>");
        }
    }

    private sealed class DetailsRenderer : HtmlObjectRenderer<DetailsBlock>
    {
        // What was never closed is shown unfolded: it may hold the rest of the answer.
        protected override void Write(HtmlRenderer renderer, DetailsBlock details)
        {
            renderer.Write(details.IsUnfolded || !details.IsClosed ? "<details open>" : "<details>");
            renderer.WriteChildren(details);
            renderer.Write("</details>");
        }
    }
}
