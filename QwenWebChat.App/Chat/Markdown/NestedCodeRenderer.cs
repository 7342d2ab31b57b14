using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A code block within a list or a quotation. Other code blocks are a component of the same shape.</summary>
/// <param name="highlighter">None while the code may still grow.</param>
internal sealed class NestedCodeRenderer(CodeHighlighter? highlighter, IStringLocalizer<UiText> text) : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        CodeText code = CodeText.Of(block);
        renderer.Write(code.IsDiagram ? "<div class=\"code-block\" data-diagram=\"\">" : "<div class=\"code-block\">");
        renderer.Write(CodeHead.Html(code, text));
        // Reachable by keyboard, because long lines scroll.
        renderer.Write("<pre tabindex=\"0\"><code>");
        if (highlighter?.Highlight(code) is { } coloured)
        {
            renderer.Write(coloured);
        }
        else
        {
            renderer.WriteEscape(code.Text);
        }

        renderer.Write("</code></pre></div>");
    }
}
