using System.Net;
using System.Text;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>What stands above a code block: its language and its buttons, which the page's script listens for.</summary>
internal static class CodeHead
{
    public static string Html(CodeText code, IStringLocalizer<UiText> text)
    {
        string file = CodeLanguage.FileName(code);
        StringBuilder html = new();
        html.Append("<div class=\"code-head\"><span class=\"code-lang\">").Append(WebUtility.HtmlEncode(code.Title)).Append("</span>");
        if (code.IsDiagram)
        {
            Button(html, "code-source", text["DiagramSource"], text["ShowDiagramSource"], " aria-pressed=\"false\"");
        }

        Button(html, "code-wrap", text["Wrap"], text["WrapCode"], " aria-pressed=\"false\"");
        Button(html, "code-save", text["Download"], text["DownloadCode", file], $" data-file=\"{WebUtility.HtmlEncode(file)}\"");
        Button(html, "code-copy", text["Copy"], text["CopyCode"]);
        html.Append("</div>");
        if (code.IsDiagram)
        {
            html.Append("<div class=\"diagram-view\"></div>");
        }

        return html.ToString();
    }

    private static void Button(StringBuilder html, string name, string label, string fullName, string attributes = "") => html
        .Append("<button type=\"button\" class=\"code-button ").Append(name).Append("\" aria-label=\"").Append(WebUtility.HtmlEncode(fullName))
        .Append('"').Append(attributes).Append('>').Append(WebUtility.HtmlEncode(label)).Append("</button>");
}
