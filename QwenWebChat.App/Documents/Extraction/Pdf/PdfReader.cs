using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>
/// Reads PDFs page by page. Where text stands is all that a PDF tells, so lines, columns, paragraphs and headings are made
/// out of positions and sizes; headers, footers and page numbers are found by their repetition.
/// </summary>
internal static class PdfReader
{
    private const int MaxNesting = 64;

    public static DocumentText Read(ReadingJob job)
    {
        LimitedFilters filters = new(job);
        using PdfDocument document = Open(job, filters);
        int count = document.NumberOfPages;
        if (count > job.Options.MaxPages)
        {
            throw DocumentReadException.TooLarge("pages", job.Options.MaxPages);
        }

        new PdfDrawing(document).Check(job.CancellationToken);
        List<PdfPageText> pages = [];
        long length = 0;
        for (int number = 1; number <= count; number++)
        {
            job.Reached(number - 1, count);
            filters.BeginPage();
            pages.Add(ReadPage(document, number));
            length += pages[^1].Lines.Sum(line => (long)line.Text.Length);
            if (length > job.Options.MaxCharacters)
            {
                throw DocumentReadException.TooLarge("characters of text", job.Options.MaxCharacters);
            }
        }

        if (pages.TrueForAll(page => !page.IsReadable))
        {
            throw DocumentReadException.Damaged("No page of the file can be read.");
        }

        job.Reached(count, count);
        return Assemble(job, pages, document.Information.Title);
    }

    private static PdfDocument Open(ReadingJob job, LimitedFilters filters)
    {
        try
        {
            return PdfDocument.Open(job.Content, new ParsingOptions
            {
                UseLenientParsing = true,
                SkipMissingFonts = true,
                ClipPaths = false,
                MaxStackDepth = MaxNesting,
                FilterProvider = filters,
            });
        }
        catch (PdfDocumentEncryptedException exception)
        {
            throw new DocumentReadException(DocumentReadError.Encrypted, "The file is locked by a password.", exception);
        }
    }

    private static PdfPageText ReadPage(PdfDocument document, int number)
    {
        try
        {
            Page page = document.GetPage(number);
            List<PdfLine> lines = [];
            foreach (List<PdfGlyph?> glyphs in PdfGlyphs.ByDirection(page).SelectMany(PdfVertical.Split))
            {
                lines.AddRange(PdfColumns.Read(PdfRows.Read(glyphs)));
            }

            int unreadable = page.Letters.Count(letter => letter.Value is null or "\uFFFD");
            return new PdfPageText(number, page.Height, page.NumberOfImages, unreadable, lines);
        }
        // One broken page is no reason to lose the others.
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
            return new PdfPageText(number, 0, 0, 0, []) { IsReadable = false };
        }
    }

    private static DocumentText Assemble(ReadingJob job, List<PdfPageText> pages, string? title)
    {
        TextAssembly assembly = new(job.Options);
        PdfPageText[] all = [.. pages];
        int running = PdfRunningLines.Remove(pages);
        PdfSizes sizes = new(pages);
        PdfPages writer = new(assembly, sizes, new PdfHyphens(pages));
        for (int index = 0; index < pages.Count; index++)
        {
            writer.Add(pages[index], isBlank: all[index].Lines.Count == 0);
        }

        writer.Finish();
        if (running > 0)
        {
            assembly.ReportWhole(ReadingProblemKind.RunningLinesLeftOut, count: running);
        }

        int pictures = pages.Sum(page => page.PictureCount);
        if (pictures > 0)
        {
            assembly.ReportWhole(ReadingProblemKind.PicturesSkipped, count: pictures);
        }

        return assembly.Finish(FileFormat.Pdf, title);
    }
}
