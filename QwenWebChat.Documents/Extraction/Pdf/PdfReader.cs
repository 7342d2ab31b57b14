using System.Runtime.ExceptionServices;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Reads PDFs page by page. A PDF only contains the positions of text, so lines, columns, paragraphs and headings are derived
/// from positions and sizes; headers, footers and page numbers are recognized by their repetition.
/// </summary>
internal static class PdfReader
{
    // A page with more pictures and little text is a picture with a stamp.
    private const double PictureShare = 0.5;
    private const int MinCharacters = 50;

    private const int MaxNamedFiles = 20;

    public static DocumentText Read(ReadingJob job)
    {
        PdfReadingOptions options = new(job);
        using PdfDocument document = Open(job, options);
        int count = document.NumberOfPages;
        if (count > job.Options.MaxPages)
        {
            throw DocumentReadException.TooLarge("pages", job.Options.MaxPages);
        }

        document.AddPageFactory<PdfDrawnPage, PdfPageFactory>();
        options.HasStaleAppearances = HasStaleAppearances(document);
        List<PdfPageText> pages = [];
        long length = 0;
        for (int number = 1; number <= count; number++)
        {
            job.Reached(number - 1, count);
            options.Limits.BeginPage();
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
        return Assemble(job, pages, [.. PdfAttachedFiles.Names(document), .. pages.SelectMany(page => page.AttachedFiles)], document.Information.Title);
    }

    private static bool HasStaleAppearances(PdfDocument document) =>
        document.Structure.Catalog.CatalogDictionary.TryGet(NameToken.AcroForm, document.Structure.TokenScanner, out DictionaryToken? form)
        && form.TryGet(NameToken.NeedAppearances, document.Structure.TokenScanner, out BooleanToken? isNeeded)
        && isNeeded.Data;

    private static PdfDocument Open(ReadingJob job, PdfReadingOptions options)
    {
        try
        {
            return PdfDocument.Open(job.Content, options);
        }
        catch (PdfDocumentEncryptedException exception)
        {
            throw job.Options.Password is null
                ? new DocumentReadException(DocumentReadError.Encrypted, "The file is locked by a password.", exception)
                : new DocumentReadException(DocumentReadError.WrongPassword, "The password does not open the file.", exception);
        }
    }

    private static PdfPageText ReadPage(PdfDocument document, int number)
    {
        try
        {
            PdfDrawnPage page = document.GetPage<PdfDrawnPage>(number);
            List<PdfLine> lines = [];
            foreach (List<PdfGlyph?> glyphs in PdfGlyphs.ByDirection(page).SelectMany(PdfVertical.Split))
            {
                lines.AddRange(PdfColumns.Read(PdfRows.Read(glyphs)));
            }

            return PdfPageText.Of(number, page, lines);
        }
        // The library takes any error while reading an encrypted page for a wrong key.
        catch (PdfDocumentEncryptedException exception) when (exception.InnerException is DocumentReadException or OperationCanceledException)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException);
            throw;
        }
        // One broken page does not lose the others.
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
            return new PdfPageText(number, 0, 0, []) { IsReadable = false };
        }
    }

    private static DocumentText Assemble(ReadingJob job, List<PdfPageText> pages, List<string> attached, string? title)
    {
        TextAssembly assembly = new(job.Options);
        PdfPageText[] all = [.. pages];
        int running = PdfRunningLines.Remove(pages, new PdfSizes(pages));
        PdfSizes sizes = new(pages);
        PdfPages writer = new(assembly, sizes, new PdfHyphens(pages));
        for (int index = 0; index < pages.Count; index++)
        {
            writer.Add(pages[index], isBlank: all[index].Lines.Count == 0 || IsPicture(pages[index]));
        }

        writer.Finish();
        ReportCount(assembly, ReadingProblemKind.RunningLinesLeftOut, running);
        ReportCount(assembly, ReadingProblemKind.HiddenTextLeftOut, pages.Sum(page => page.HiddenCount));
        ReportCount(assembly, ReadingProblemKind.AttachedFilesLeftOut, attached.Count, string.Join(", ", attached.Where(name => name.Length > 0).Distinct().Take(MaxNamedFiles)));
        ReportCount(assembly, ReadingProblemKind.PicturesSkipped, pages.Sum(page => page.PictureCount));
        return assembly.Finish(FileFormat.Pdf, title);
    }

    // Everything except a page number, a running line or a stamp is in the picture.
    private static bool IsPicture(PdfPageText page) =>
        page.PictureShare >= PictureShare && page.Lines.Sum(line => line.Text.Count(char.IsLetterOrDigit)) < MinCharacters;

    private static void ReportCount(TextAssembly assembly, ReadingProblemKind kind, int count, string? argument = null)
    {
        if (count > 0)
        {
            assembly.ReportWhole(kind, argument, count);
        }
    }
}
