using QwenWebChat.App.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Epub;

public sealed class EpubReaderTests
{
    [Fact]
    public async Task Read_Book_HasAPageForEachChapterInItsOrder()
    {
        DocumentText document = await Reading.Bytes(SampleEpub.CreateFull(), "book.epub");

        Assert.Equal(FileFormat.Epub, document.Format);
        Assert.Equal("The book", document.Title);
        Assert.Equal(["The first chapter", "Heading two", null], document.Pages.Select(page => page.Label));
        Assert.Equal(["Heading1 Heading one", "Paragraph Text\u00A0of one.", "Heading1 Heading two", "Paragraph Text\u00A0of two."], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PageUnreadable, 3, "OEBPS/text/lost.xhtml")], document.Problems);
    }

    [Fact]
    public async Task Read_LockedBook_IsRefused() =>
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(SampleEpub.CreateLocked(), "book.epub")).Error);
}
