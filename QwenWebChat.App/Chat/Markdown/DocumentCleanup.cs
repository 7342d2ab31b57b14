using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using QwenWebChat.App.Chat.Markdown.Formulas;
using QwenWebChat.App.Chat.Markdown.Html;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>Changes a parsed document to what a chat shows: headings below the page's, links for pictures, a direction for each block.</summary>
internal static class DocumentCleanup
{
    public static void Apply(MarkdownDocument document, HeadingLevels levels)
    {
        foreach (Table table in document.Descendants<Table>().ToList())
        {
            RemoveEmptyParagraph(table);
        }

        // As a list, because some are replaced.
        foreach (MarkdownObject node in document.Descendants().ToList())
        {
            switch (node)
            {
                case HeadingBlock heading:
                    heading.Level = levels.Next(heading.Level);
                    break;
                case LinkInline link:
                    Apply(link);
                    break;
                case Table table:
                    AlignByClass(table);
                    break;
                case CodeInline code when code.Content.Contains("\\|", StringComparison.Ordinal) && IsInCell(code):
                    code.Content = code.Content.Replace("\\|", "|", StringComparison.Ordinal);
                    break;
                case Formula { IsDisplay: true } formula:
                    (formula.PreviousSibling as LineBreakInline)?.Remove();
                    (formula.NextSibling as LineBreakInline)?.Remove();
                    break;
            }

            if (((node as LeafBlock)?.Inline ?? node as ContainerInline) is { } text)
            {
                HtmlTagPairs.Check(text);
            }

            if (node is Block block && HasDirection(block))
            {
                block.GetAttributes().AddPropertyIfNotExist("dir", "auto");
            }
        }
    }

    // The parser leaves one before a table whose last row has no closing pipe.
    private static void RemoveEmptyParagraph(Table table)
    {
        int index = table.Parent!.IndexOf(table);
        if (index > 0 && table.Parent[index - 1] is ParagraphBlock { Inline: { } inline } paragraph && inline.Descendants().All(node => node is ContainerInline or LiteralInline { Content.IsEmpty: true }))
        {
            table.Span.Start = paragraph.Span.Start;
            table.Parent.RemoveAt(index - 1);
        }
    }

    private static void Apply(LinkInline link)
    {
        if (link.IsImage)
        {
            // Fetching a picture that a model names would tell its host about a private chat: it becomes a link.
            link.IsImage = false;
            if (link.FirstChild is null)
            {
                link.AppendChild(new LiteralInline(link.Url ?? ""));
            }
        }

        if (link.IsAutoLink && link.Parent?.FirstParentOfType<LinkInline>() is not null)
        {
            link.ReplaceBy(new LiteralInline(link.FirstChild!.ToString()!), copyChildren: false);
        }
    }

    // The browser decides by the first letter. An element within one that has a direction of its own would not count for it.
    private static bool HasDirection(Block block) => block switch
    {
        ParagraphBlock or HeadingBlock or ListBlock or SummaryBlock => !IsWithin(block, static parent => parent is ListBlock or QuoteBlock or TableCell or Footnote),
        QuoteBlock => !IsWithin(block, static parent => parent is ListBlock or QuoteBlock),
        TableCell or Footnote => true,
        _ => false,
    };

    private static bool IsWithin(Block block, Func<Block, bool> isSuch)
    {
        Block? parent = block.Parent;
        while (parent is not null && !isSuch(parent))
        {
            parent = parent.Parent;
        }

        return parent is not null;
    }

    private static bool IsInCell(Inline inline)
    {
        ContainerInline? root = inline.Parent;
        while (root?.Parent is { } parent)
        {
            root = parent;
        }

        return root?.ParentBlock is { } block && IsWithin(block, static parent => parent is TableCell);
    }

    // Inline styles do not pass the allow-list; classes do.
    private static void AlignByClass(Table table)
    {
        foreach (TableRow row in table.OfType<TableRow>())
        {
            for (int column = 0; column < row.Count && column < table.ColumnDefinitions.Count; column++)
            {
                string? name = table.ColumnDefinitions[column].Alignment switch
                {
                    TableColumnAlign.Right => "align-right",
                    TableColumnAlign.Center => "align-center",
                    _ => null,
                };
                if (name is not null)
                {
                    row[column].GetAttributes().AddClass(name);
                }
            }
        }

        foreach (TableColumnDefinition column in table.ColumnDefinitions)
        {
            column.Alignment = null;
        }
    }
}
