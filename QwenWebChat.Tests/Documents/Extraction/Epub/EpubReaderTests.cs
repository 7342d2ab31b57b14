using System.IO.Compression;
using System.Text;
using QwenWebChat.Documents.Extraction;

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
    public async Task Read_SharedBookWithAPictureFirst_HasItsChapters()
    {
        byte[] bytes = await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", "cover-then-chapter.epub"), TestContext.Current.CancellationToken);

        DocumentText document = await Reading.Bytes(bytes, "book.epub");

        Assert.Equal([0, 2, 2], document.Pages.Select(page => document.Parts.Count(part => part.Page == page.Number)));
        Assert.StartsWith("Chapter one.", document.PageText(2), StringComparison.Ordinal);
        Assert.StartsWith("Chapter two.", document.PageText(3), StringComparison.Ordinal);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, 1, Count: 1)], document.Problems);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"windows-1251\"?><html><body><p>Отчёт</p></body></html>")]
    [InlineData("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\"/></head><body><p>Отчёт</p></body></html>")]
    public async Task Read_ChapterThatDeclaresItsEncoding_IsReadInIt(string chapter)
    {
        byte[] book = SampleEpub.CreateFull();
        using MemoryStream stream = new();
        stream.Write(book);
        using (ZipArchive archive = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry("OEBPS/text/one.xhtml")!.Delete();
            using Stream entry = archive.CreateEntry("OEBPS/text/one.xhtml").Open();
            entry.Write(CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes(chapter));
        }

        Assert.Equal("Отчёт", (await Reading.Bytes(stream.ToArray(), "book.epub")).PageText(1));
    }

    [Fact]
    public async Task Read_LockedBook_IsRefused() =>
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(SampleEpub.CreateLocked(), "book.epub")).Error);
}
