using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Formulas stay text, marked for the page's script, which sets them where it can.</summary>
internal sealed class MathExtension : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Insert(0, new MathBlockParser());
        // Before escapes, which would take the backslashes.
        pipeline.InlineParsers.Insert(0, new MathInlineParser());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
        renderer.ObjectRenderers.Insert(0, new InlineRenderer());
        renderer.ObjectRenderers.Insert(0, new BlockRenderer());
    }

    private static void Write(HtmlRenderer renderer, string element, bool isDisplay, string source)
    {
        renderer.Write($"<{element} class=\"math\" data-math=\"{(isDisplay ? "display" : "inline")}\">");
        renderer.WriteEscape(source);
        renderer.Write($"</{element}>");
    }

    private sealed class InlineRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline math) => MathExtension.Write(renderer, "span", math.IsDisplay, math.Source);
    }

    private sealed class BlockRenderer : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock math) =>
            MathExtension.Write(renderer, "div", isDisplay: true, math.Lines.ToString().Trim());
    }
}
