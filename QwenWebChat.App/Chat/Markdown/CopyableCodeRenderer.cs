using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// A code block within a list or a quotation, with its language and a copy button above it; the page's script listens for
/// the button. Other code blocks are a component of the same shape.
/// </summary>
internal sealed class CopyableCodeRenderer(string copyLabel, string copyName) : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        string language = (block as FencedCodeBlock)?.Info ?? "";
        renderer.Write("<div class=\"code-block\"><div class=\"code-head\"><span class=\"code-lang\">");
        renderer.WriteEscape(language);
        renderer.Write("</span><button type=\"button\" class=\"code-copy\" aria-label=\"");
        renderer.WriteEscape(copyName);
        renderer.Write("\">");
        renderer.WriteEscape(copyLabel);
        // Reachable by keyboard, because long lines scroll.
        renderer.Write("</button></div><pre tabindex=\"0\"><code>");
        renderer.WriteLeafRawLines(block, writeEndOfLines: false, escape: true);
        renderer.Write("</code></pre></div>");
    }
}
