using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Ocr;

namespace QwenWebChat.Tests.Documents.Extraction.Ocr;

public sealed class OcrInsertionTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a,,b")]
    [InlineData(",a,,,b,")]
    [InlineData(",,")]
    public void Insert_EmptyPages_GetTheirText(string pages)
    {
        string[] texts = pages.Split(',');
        DocumentText document = Document(texts);

        OcrInsertion insertion = new(document, ReadingOptions.Default);
        int[] empty = [.. document.Pages.Where(page => page.Length == 0).Select(page => page.Number)];
        DocumentText completed = insertion.Insert(empty.Select(Recognised));

        Reading.CheckPositions(completed);
        Assert.Equal(
            texts.Select((text, index) => text.Length > 0 ? text : FormattableString.Invariant($"first {index + 1}\n\nsecond {index + 1}")),
            completed.Pages.Select(page => completed.PageText(page.Number)));
        Assert.Equal(empty, insertion.Inserted.Keys.Order());
    }

    [Fact]
    public void Insert_SomeOfTheEmptyPages_LeavesTheOthersEmpty()
    {
        DocumentText completed = new OcrInsertion(Document("", "a", "", "", "b"), ReadingOptions.Default).Insert([Recognised(3)]);

        Reading.CheckPositions(completed);
        Assert.Equal(["", "a", "first 3\n\nsecond 3", "", "b"], completed.Pages.Select(page => completed.PageText(page.Number)));
    }

    [Fact]
    public void Insert_PageWithAStamp_ComesBehindIt()
    {
        DocumentText completed = new OcrInsertion(Document("a", "RECEIVED", "b"), ReadingOptions.Default).Insert([Recognised(2)]);

        Reading.CheckPositions(completed);
        Assert.Equal(["a", "RECEIVED\n\nfirst 2\n\nsecond 2", "b"], completed.Pages.Select(page => completed.PageText(page.Number)));
    }

    [Fact]
    public void Insert_PageWhoseParagraphGoesOn_ComesBeforeIt()
    {
        TextAssembly assembly = new(ReadingOptions.Default);
        assembly.BeginPage();
        assembly.Add(DocumentPartKind.Paragraph, "A stamp");
        assembly.Add(DocumentPartKind.Paragraph, "begins here \fand goes on");

        OcrInsertion insertion = new(assembly.Finish(FileFormat.Pdf), ReadingOptions.Default);
        DocumentText completed = insertion.Insert([Recognised(1), Recognised(2)]);

        Reading.CheckPositions(completed);
        Assert.Equal("A stamp\n\nfirst 1\n\nsecond 1\n\nbegins here and goes on\n\nfirst 2\n\nsecond 2", completed.Text);
        Assert.Equal("and goes on\n\nfirst 2\n\nsecond 2", completed.PageText(2));
    }

    [Fact]
    public void Insert_PageWithinAParagraph_HasNoRoom()
    {
        TextAssembly assembly = new(ReadingOptions.Default);
        assembly.BeginPage();
        assembly.Add(DocumentPartKind.Paragraph, "one \ftwo \fthree");
        DocumentText document = assembly.Finish(FileFormat.Pdf);

        OcrInsertion insertion = new(document, ReadingOptions.Default);

        Assert.Equal(document.Text, insertion.Insert([Recognised(2)]).Text);
        Assert.Empty(insertion.Inserted);
    }

    [Fact]
    public void Insert_MoreThanTheLimit_IsRefused()
    {
        DocumentReadException refusal = Assert.Throws<DocumentReadException>(() => new OcrInsertion(Document("a", ""), new ReadingOptions { MaxCharacters = 10 }).Insert([Recognised(2)]));

        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
    }

    private static OcrPage Recognised(int number) => new(number, [FormattableString.Invariant($"first {number}"), FormattableString.Invariant($"second {number}")], 90);

    private static DocumentText Document(params string[] pages)
    {
        TextAssembly assembly = new(ReadingOptions.Default);
        foreach (string page in pages)
        {
            assembly.BeginPage();
            assembly.Add(DocumentPartKind.Paragraph, page);
        }

        return assembly.Finish(FileFormat.Pdf);
    }
}
