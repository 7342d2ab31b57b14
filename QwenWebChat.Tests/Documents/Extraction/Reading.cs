using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction;

/// <summary>Reads files made in a test, and checks on the way that every position holds.</summary>
internal static class Reading
{
    public static Task<DocumentText> Text(string text, string fileName, ReadingOptions? options = null) => Bytes(Encoding.UTF8.GetBytes(text), fileName, options);

    public static async Task<DocumentText> Bytes(byte[] bytes, string fileName, ReadingOptions? options = null)
    {
        using MemoryStream stream = new(bytes, writable: false);
        DocumentText document = await Task.Run(() => DocumentReader.Read(stream, fileName, options, cancellationToken: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        CheckPositions(document);
        return document;
    }

    public static async Task<DocumentReadException> Refusal(byte[] bytes, string fileName, ReadingOptions? options = null) =>
        await Assert.ThrowsAsync<DocumentReadException>(() => Bytes(bytes, fileName, options));

    /// <summary>The parts as "Kind[Level] text", so that a test reads like the document.</summary>
    public static string[] Lines(this DocumentText document) =>
        [.. document.Parts.Select(part => $"{part.Kind}{(part.Level > 0 ? part.Level : "")} {document[part]}")];

    public static string PageText(this DocumentText document, int number)
    {
        DocumentPage page = Assert.Single(document.Pages, page => page.Number == number);
        return document.Text.Substring(page.Start, page.Length);
    }

    public static void CheckPositions(DocumentText document)
    {
        int end = 0;
        int page = 0;
        foreach (DocumentPart part in document.Parts)
        {
            Assert.True(part.Start >= end, $"{part} overlaps what ends at {end}");
            Assert.True(string.IsNullOrWhiteSpace(document.Text[end..part.Start]), $"text before {part} is in no part");
            Assert.True(part.Length > 0 && part.End <= document.Text.Length);
            Assert.False(char.IsWhiteSpace(document.Text[part.End - 1]));
            end = part.End;
            Assert.Equal(document.Pages.Count > 0, part.Page is not null);
            Assert.True((part.Page ?? 0) >= page);
            page = part.Page ?? 0;
            Assert.Equal(part.Page, PageAt(document, part.Start)?.Number);
        }

        Assert.True(string.IsNullOrWhiteSpace(document.Text[end..]));
        CheckPages(document);
    }

    private static void CheckPages(DocumentText document)
    {
        int end = 0;
        int number = 0;
        foreach (DocumentPage page in document.Pages)
        {
            Assert.True(page.Number > number, $"{page} after {number}");
            Assert.True(page.Start >= end && page.End <= document.Text.Length, $"{page} overlaps what ends at {end}");
            Assert.True(string.IsNullOrWhiteSpace(document.Text[end..page.Start]), $"text before {page} is on no page");
            (end, number) = (page.End, page.Number);
        }
    }

    // As the docstring of DocumentText says.
    private static DocumentPage? PageAt(DocumentText document, int position) => document.Pages.LastOrDefault(page => page.Length > 0 && page.Start <= position);
}
