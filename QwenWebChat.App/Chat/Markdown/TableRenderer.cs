using Markdig.Extensions.Tables;
using Markdig.Renderers;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A table in a box of its own that scrolls sideways, by keyboard too.</summary>
internal sealed class TableRenderer(string name) : HtmlTableRenderer
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        renderer.Write("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
        renderer.WriteEscape(name);
        renderer.Write("\">");
        base.Write(renderer, table);
        renderer.Write("</div>");
    }
}
