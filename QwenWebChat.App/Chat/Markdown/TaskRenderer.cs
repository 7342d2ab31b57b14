using System.Text;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using QwenWebChat.App.Chat.Markdown.Formulas;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The box of a task: it cannot be ticked, and is named by the text beside it.</summary>
internal sealed class TaskRenderer : HtmlObjectRenderer<TaskList>
{
    private const int LongestName = 120;

    protected override void Write(HtmlRenderer renderer, TaskList task)
    {
        renderer.Write("<input type=\"checkbox\" disabled");
        renderer.Write(task.Checked ? " checked" : "");
        renderer.Write(" aria-label=\"");
        renderer.WriteEscape(NameOf(task));
        renderer.Write("\">");
    }

    private static string NameOf(TaskList task)
    {
        StringBuilder name = new();
        foreach (Inline inline in task.Parent?.FindDescendants<Inline>() ?? [])
        {
            name.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                Formula formula => formula.Source,
                _ => "",
            });
            if (name.Length > LongestName)
            {
                return name.ToString(0, char.IsHighSurrogate(name[LongestName - 1]) ? LongestName - 1 : LongestName) + "…";
            }
        }

        return name.ToString().Trim();
    }
}
