using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction;

/// <summary>The sum of what a reading left out.</summary>
public sealed class ReadingGapsTests
{
    [Fact]
    public void Of_NineScannedPagesOfTen_SaysSo()
    {
        ReadingGaps gaps = ReadingGaps.Of(Document([.. Enumerable.Range(2, 9).Select(page => new ReadingProblem(ReadingProblemKind.PageWithoutText, page)), new(ReadingProblemKind.PicturesSkipped, 1, Count: 2), new(ReadingProblemKind.PicturesSkipped, 3, Count: 1)]));

        Assert.Equal((1, 10, 9), (gaps.PagesRead, gaps.PageCount, gaps.PagesUnread));
        Assert.Equal([(ReadingProblemKind.PageWithoutText, 9), (ReadingProblemKind.PicturesSkipped, 3)], gaps.Counts);
        Assert.StartsWith("What the file holds is not all in this text: the text of 1 of 10 pages is here; missing are pages without text, most likely scanned: 9; pictures, charts or other objects: 3.", gaps.ForModel(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HowTheTextCameAbout_IsNoGap()
    {
        ReadingGaps gaps = ReadingGaps.Of(Document(new(ReadingProblemKind.EncodingGuessed, Argument: "gb18030"), new(ReadingProblemKind.PageRecognised, 1, Count: 91), new(ReadingProblemKind.ConvertedFirst, Argument: "LibreOffice")));

        Assert.True(gaps.IsEmpty);
        Assert.Null(gaps.ForModel());
    }

    [Fact]
    public void Of_RepeatedLines_AreSaidToTheReaderAlone()
    {
        ReadingGaps gaps = ReadingGaps.Of(Document(new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 18)));

        Assert.False(gaps.IsEmpty);
        Assert.Null(gaps.ForModel());
    }

    [Fact]
    public void Of_DoubtfulText_WarnsTheModel() =>
        Assert.StartsWith("Much of this text may be garbled", ReadingGaps.Of(Document(new ReadingProblem(ReadingProblemKind.TextDoubtful, 2))).ForModel(), StringComparison.Ordinal);

    private static DocumentText Document(params ReadingProblem[] problems) => new()
    {
        Text = "text",
        Format = FileFormat.Pdf,
        Pages = [new(1, null, 0, 4), .. Enumerable.Range(2, 9).Select(number => new DocumentPage(number, null, 4, 0))],
        Problems = problems,
    };
}
