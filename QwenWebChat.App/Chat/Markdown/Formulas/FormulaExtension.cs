using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace QwenWebChat.App.Chat.Markdown.Formulas;

/// <summary>Keeps formulas as text and marks them for the page's script, which typesets them.</summary>
internal sealed class FormulaExtension : IMarkdownExtension
{
    // Before escapes, which would consume the backslashes.
    public void Setup(MarkdownPipelineBuilder pipeline) => pipeline.InlineParsers.Insert(0, new FormulaParser());

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer) => renderer.ObjectRenderers.Insert(0, new FormulaRenderer());

    private sealed class FormulaRenderer : HtmlObjectRenderer<Formula>
    {
        protected override void Write(HtmlRenderer renderer, Formula formula)
        {
            renderer.Write(formula.IsDisplay ? "<span class=\"math\" data-math=\"display\">" : "<span class=\"math\" data-math=\"inline\">");
            renderer.WriteEscape(formula.Source);
            renderer.Write("</span>");
        }
    }
}
