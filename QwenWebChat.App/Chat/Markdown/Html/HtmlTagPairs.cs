using System.Runtime.InteropServices;
using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>Makes text of the tags that have no partner in the same part of the text.</summary>
internal static class HtmlTagPairs
{
    public static void Check(ContainerInline container)
    {
        List<HtmlTag> open = [];
        List<HtmlTag> single = [];
        Dictionary<string, int> openCounts = [];
        foreach (HtmlTag tag in container.OfType<HtmlTag>().Where(tag => !tag.IsBreak))
        {
            ref int openCount = ref CollectionsMarshal.GetValueRefOrAddDefault(openCounts, tag.Name, out _);
            if (!tag.IsClosing)
            {
                open.Add(tag);
                openCount++;
            }
            else if (openCount == 0)
            {
                single.Add(tag);
            }
            else
            {
                // What was opened within it and not closed stands across.
                while (open[^1].Name != tag.Name)
                {
                    openCounts[open[^1].Name]--;
                    single.Add(open[^1]);
                    open.RemoveAt(open.Count - 1);
                }

                openCounts[tag.Name]--;
                open.RemoveAt(open.Count - 1);
            }
        }

        foreach (HtmlTag tag in single.Concat(open))
        {
            tag.ReplaceBy(new LiteralInline(tag.Source));
        }
    }
}
