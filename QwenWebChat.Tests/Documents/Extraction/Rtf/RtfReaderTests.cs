using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Rtf;

public sealed class RtfReaderTests
{
    [Fact]
    public async Task Read_Document_KeepsWhatItSays()
    {
        DocumentText document = await Reading.Bytes(SampleRtf.CreateFull(), "report.rtf");

        Assert.Equal(FileFormat.Rtf, document.Format);
        Assert.Equal("The report", document.Title);
        Assert.Equal(
            [
                "Paragraph Harbour office", "Heading1 First heading", "Heading2 Second heading",
                "Paragraph Text with bold and 10^6, CO_2, ~~900~~ 950.[1] Goes on.\nSecond line.", "Note [1] What the note says.", "Paragraph Seen and left.",
                "Paragraph Комитет 委员会 α řž 汉\U0001F600 € and naïve", "ListItem1 - One", "ListItem2 a) Two", "TableRow Name | Age", "TableRow Li Wei | 30", "Paragraph a link",
                "Paragraph In a box.", "Paragraph Last", "Note Comment: A comment.", "Paragraph Page foot",
            ],
            document.Lines());
        Assert.Equal(
            [
                new ReadingProblem(ReadingProblemKind.PicturesSkipped, Count: 2), new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 1),
                new ReadingProblem(ReadingProblemKind.DeletedTextLeftOut, Count: 1),
            ],
            document.Problems);
    }

    [Theory]
    [InlineData(@"\uc2 \u27721\'ba\'ba!", "汉!")]
    [InlineData(@"\uc0 \u27721 !", "汉!")]
    [InlineData(@"{\uc2 \u27721\'ba\'ba}\u169 c!", "汉©!")]
    [InlineData(@"\u8220\ldblquote quoted\u8221\rdblquote", "“quoted”")]
    [InlineData(@"{\upr{ansi}{\*\ud{\u27721 ?}}} end", "汉 end")]
    [InlineData(@"a\~b\_c\-d \{e\} \\ \emdash\bullet\tab f", "a\u00A0b\u2011cd {e} \\ —•\tf")]
    [InlineData("a\r\nb\\\nc", "ab|c")]
    [InlineData(@"x{\super n+1}, word{\super 1st} and 1{\super st}{\sub }", "x^(n+1), word^(1st) and 1st")]
    [InlineData(@"before {\*\htmltag <b>}{\bin4 {}\}}after", "before after")]
    public async Task Read_Characters_AreWhatTheyStandFor(string content, string expected)
    {
        DocumentText document = await Reading.Bytes(SampleRtf.Document(content), "a.rtf");

        Assert.Equal(expected.Split('|'), document.Parts.Select(part => document[part].ToString()));
    }

    [Theory]
    [InlineData(@"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset0 Arial;}}\f0 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет")]
    [InlineData(@"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 caf\'e9 \f1\'cf\'f0\'e8\'e2\'e5\'f2}", "café Привет")]
    [InlineData(@"{\rtf1\mac na\'95ve}", "naïve")]
    [InlineData(@"{\rtf1\pc na\'8bve}", "naïve")]
    [InlineData(@"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}", "日本")]
    public async Task Read_CodePage_IsTheFontsElseTheDocuments(string rtf, string expected) => Assert.Equal(expected, (await Reading.Bytes(Encoding.ASCII.GetBytes(rtf), "a.doc")).Text);

    [Fact]
    public async Task Read_FormFeedInTheText_BeginsNoPage()
    {
        DocumentText document = await Reading.Bytes(SampleRtf.Document(@"a\'0cb\par c"), "a.rtf");

        Assert.Equal(["Paragraph a b", "Paragraph c"], document.Lines());
        Assert.Empty(document.Pages);
    }

    [Fact]
    public async Task Read_TableInACell_StaysInItsRow()
    {
        const string Table = @"\trowd\pard\intbl Before\par\pard\intbl\itap2 A\nestcell B\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}"
            + @"C\nestcell D\nestcell{\*\nesttableprops\trowd\nestrow}\pard\intbl\cell End\cell\row\pard After\par";

        DocumentText document = await Reading.Bytes(SampleRtf.Document(Table), "a.rtf");

        Assert.Equal(["TableRow Before A | B; C | D | End", "Paragraph After"], document.Lines());
    }

    [Theory]
    [InlineData(@"{\rtf1 Text", "Text")]
    [InlineData(@"{\rtf1 Text}}} not read", "Text")]
    [InlineData(@"{\rtf1 Text\'", "Text")]
    [InlineData(@"{\rtf1 Text\", "Text")]
    [InlineData(@"{\rtf1 Text{\footnote note", "Text[1]\n\n[1] note")]
    [InlineData(@"{\rtf1 Text\bin2000000000 x", "Text")]
    [InlineData(@"{\rtf1 Text\bin99999999999 x", "Textx")]
    [InlineData(@"{\rtf1\uc-5\f-1\s-3\ilvl99\u99999999 Text\u-99999999}", "\uE0FFText\u1F01")]
    public async Task Read_BrokenFile_IsReadAsFarAsItGoes(string rtf, string expected)
    {
        DocumentText document = await Reading.Bytes(Encoding.ASCII.GetBytes(rtf), "a.rtf");

        Assert.Equal(expected, document.Text);
    }

    [Fact]
    public async Task Read_GroupsWithinEachOther_EndAtALimit()
    {
        string deep = @"{\rtf1 " + new string('{', 1_000_000);

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(Encoding.ASCII.GetBytes(deep), "a.rtf")).Error);
    }

    [Fact]
    public async Task Read_NotesWithinNotes_EndAtALimit()
    {
        string deep = @"{\rtf1 " + string.Concat(Enumerable.Repeat(@"{\footnote x", 100_000));

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(Encoding.ASCII.GetBytes(deep), "a.rtf")).Error);
    }
}
