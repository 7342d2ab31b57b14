using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using QwenWebChat.App.Exports;
using QwenWebChat.Documents.Citations;
using Table = Markdig.Extensions.Tables.Table;
using TableRow = Markdig.Extensions.Tables.TableRow;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>Writes a summary as a Word file, with its citations as footnotes.</summary>
internal sealed class SummaryDocx(SummaryWords words) : IExportFormat<SummaryView>
{
    private const int MaxHeading = 3;
    private const int IndentTwips = 360;

    public string Ending => "docx";

    public string MediaType => "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public string Label => "Word";

    public async Task WriteAsync(SummaryView content, Stream output, CancellationToken cancellationToken)
    {
        using MemoryStream stream = new();
        using (WordprocessingDocument file = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            MainDocumentPart main = file.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = DocxStyles.Make();
            main.AddNewPart<FootnotesPart>().Footnotes = FootnotesOf(content);
            Body body = new(Styled("Title", [new Run(Words(content.DocumentName))]));
            foreach (Paragraph paragraph in BlocksOf(content))
            {
                body.Append(paragraph);
            }

            main.Document = new Document(body);
        }

        await output.WriteAsync(stream.GetBuffer().AsMemory(0, (int)stream.Length), cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<Paragraph> BlocksOf(SummaryView view)
    {
        HashSet<int> known = [.. view.Citations.Select(citation => citation.Number)];
        try
        {
            return [.. Blocks(CitedMarkdown.Parse(view.Text), 0, known)];
        }
        catch (ArgumentException)
        {
            // Too deeply nested: written as plain text.
            return view.Text.Split('\n').Select(line => new Paragraph(new Run(Words(line))));
        }
    }

    private static IEnumerable<Paragraph> Blocks(ContainerBlock container, int depth, HashSet<int> known)
    {
        foreach (Block block in container)
        {
            IEnumerable<Paragraph> paragraphs = block switch
            {
                HeadingBlock heading => [Styled($"Heading{Math.Min(heading.Level, MaxHeading)}", Runs(heading.Inline, new(), known))],
                ListBlock list => Items(list, depth + 1, known),
                Table table => table.OfType<TableRow>().Select(row => RowOf(row, known)),
                CodeBlock code => [Indented(depth, [new Run(Words(code.Lines.ToString()))])],
                LeafBlock { Inline: { } inline } => [Indented(depth, Runs(inline, new(), known))],
                ContainerBlock inner => Blocks(inner, depth, known),
                _ => [],
            };
            foreach (Paragraph paragraph in paragraphs)
            {
                yield return paragraph;
            }
        }
    }

    // The bullets and numbers are text: numbered lists of Word need definitions that add nothing here.
    private static IEnumerable<Paragraph> Items(ListBlock list, int depth, HashSet<int> known)
    {
        int number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out int start) ? start : 1;
        foreach (ListItemBlock item in list.OfType<ListItemBlock>())
        {
            bool isFirst = true;
            foreach (Paragraph paragraph in Blocks(item, depth, known))
            {
                if (isFirst)
                {
                    Run mark = new(Words(list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number++}. ") : "• "));
                    paragraph.InsertAfter(mark, paragraph.ParagraphProperties);
                }

                isFirst = false;
                yield return paragraph;
            }
        }
    }

    private static Paragraph RowOf(TableRow row, HashSet<int> known)
    {
        List<OpenXmlElement> runs = [];
        foreach (LeafBlock cell in row.Descendants<LeafBlock>())
        {
            runs.AddRange(runs.Count > 0 ? [new Run(Words(" | "))] : []);
            runs.AddRange(Runs(cell.Inline, new(), known));
        }

        return Indented(0, runs);
    }

    private static List<OpenXmlElement> Runs(ContainerInline? container, Look look, HashSet<int> known)
    {
        List<OpenXmlElement> runs = [];
        foreach (Inline inline in container ?? Enumerable.Empty<Inline>())
        {
            runs.AddRange(inline switch
            {
                CitationInline citation when known.Contains(citation.Number) =>
                    [new Run(new RunProperties(new VerticalTextAlignment { Val = VerticalPositionValues.Superscript }), new FootnoteReference { Id = citation.Number })],
                CitationInline citation => [look.ToRun(string.Create(CultureInfo.InvariantCulture, $"[{citation.Number}]"))],
                LiteralInline literal => [look.ToRun(literal.Content.ToString())],
                CodeInline code => [look.ToRun(code.Content)],
                LineBreakInline { IsHard: true } => [new Run(new Break())],
                LineBreakInline => [look.ToRun(" ")],
                HtmlEntityInline entity => [look.ToRun(entity.Transcoded.ToString())],
                AutolinkInline link => [look.ToRun(link.Url)],
                EmphasisInline emphasis => Runs(emphasis, emphasis.DelimiterCount > 1 ? look with { IsBold = true } : look with { IsItalic = true }, known),
                ContainerInline inner => Runs(inner, look, known),
                _ => [],
            });
        }

        return runs;
    }

    private static Paragraph Styled(string style, IEnumerable<OpenXmlElement> runs) =>
        new([new ParagraphProperties(new ParagraphStyleId { Val = style }), .. runs]);

    private static Paragraph Indented(int depth, IEnumerable<OpenXmlElement> runs) =>
        new([new ParagraphProperties(new Indentation { Left = (depth * IndentTwips).ToString(CultureInfo.InvariantCulture) }), .. runs]);

    private Footnotes FootnotesOf(SummaryView view)
    {
        Footnotes footnotes = new(
            new Footnote(new Paragraph(new Run(new SeparatorMark()))) { Type = FootnoteEndnoteValues.Separator, Id = -1 },
            new Footnote(new Paragraph(new Run(new ContinuationSeparatorMark()))) { Type = FootnoteEndnoteValues.ContinuationSeparator, Id = 0 });
        foreach (Citation citation in view.Citations)
        {
            footnotes.Append(new Footnote(new Paragraph(
                new Run(new RunProperties(new VerticalTextAlignment { Val = VerticalPositionValues.Superscript }), new FootnoteReferenceMark()),
                new Run(Words(" " + words.Describe(citation)))))
            { Id = citation.Number });
        }

        return footnotes;
    }

    // Word rejects files with characters that XML does not allow.
    private static Text Words(string text) =>
        new(string.Concat(text.EnumerateRunes().Where(rune => rune.Value >= ' ' || rune.Value is '\t' or '\n'))) { Space = SpaceProcessingModeValues.Preserve };

    private readonly record struct Look(bool IsBold, bool IsItalic)
    {
        public Run ToRun(string text)
        {
            RunProperties properties = new();
            properties.Append(IsBold ? [new Bold()] : Array.Empty<OpenXmlElement>());
            properties.Append(IsItalic ? [new Italic()] : Array.Empty<OpenXmlElement>());
            return new Run(properties, Words(text));
        }
    }
}
