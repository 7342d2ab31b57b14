using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Office;

namespace QwenWebChat.Tests.Documents.Extraction.Word;

/// <summary>Text that a document shows beside its paragraphs, and text that it hides.</summary>
public sealed class WordContentTests
{
    private const string Comments = """
        <w:comments><w:comment w:id="0" w:author="Wei"><w:p><w:r><w:t>Too low.</w:t></w:r></w:p></w:comment><w:comment w:id="1" w:author="Ada"><w:p><w:r><w:t>Agreed.</w:t></w:r></w:p></w:comment></w:comments>
        """;

    private const string Styles = """
        <w:styles><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Hidden"><w:basedOn w:val="Base"/></w:style>
        <w:style w:type="character" w:styleId="Struck"><w:rPr><w:strike/></w:rPr></w:style></w:styles>
        """;

    [Fact]
    public async Task Read_Comments_NameTheirAuthorAndTheirWords()
    {
        DocumentText document = await RawDocx.Read(
            """<w:p><w:r><w:t xml:space="preserve">The fee is </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>4,200 euros</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:t>.</w:t></w:r></w:p><w:p><w:r><w:t>End.</w:t></w:r></w:p>""",
            ("c", "comments", "word/comments.xml", Comments));

        Assert.Equal(["Paragraph The fee is 4,200 euros.", "Note Comment by Wei on \"4,200 euros\": Too low.", "Paragraph End.", "Note Comment by Ada: Agreed."], document.Lines());
    }

    [Fact]
    public async Task Read_HeadersAndFooters_AreThereOnce()
    {
        const string Section = """<w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/><w:headerReference w:type="even" r:id="h3"/><w:footerReference w:type="default" r:id="f1"/></w:sectPr>""";
        DocumentText document = await RawDocx.Read(
            $"<w:p><w:pPr>{Section}</w:pPr><w:r><w:t>One.</w:t></w:r></w:p><w:p><w:r><w:t>Two.</w:t></w:r></w:p>{Section.Replace("h1", "h4", StringComparison.Ordinal)}",
            ("h1", "header", "word/header1.xml", Header("Harbour Ltd")), ("h2", "header", "word/header2.xml", Header("Not shown")), ("h3", "header", "word/header3.xml", Header("Not shown either")),
            ("h4", "header", "word/header4.xml", Header("Harbour Ltd")), ("f1", "footer", "word/footer1.xml", Header("Payable within 14 days")));

        Assert.Equal("Harbour Ltd\n\nOne.\n\nTwo.\n\nPayable within 14 days", document.Text);

        static string Header(string text) => $"<w:hdr>{RawDocx.Paragraph(RawDocx.Run(text))}</w:hdr>";
    }

    [Fact]
    public async Task Read_FirstPageAndEvenPages_HaveHeadersIfTheyAreSwitchedOn()
    {
        DocumentText document = await RawDocx.Read(
            """<w:p><w:r><w:t>Text.</w:t></w:r></w:p><w:sectPr><w:headerReference w:type="even" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/><w:footerReference w:type="default" r:id="f1"/><w:titlePg/></w:sectPr>""",
            ("h1", "header", "word/header1.xml", "<w:hdr><w:p><w:r><w:t>Even</w:t></w:r></w:p></w:hdr>"), ("h2", "header", "word/header2.xml", "<w:hdr><w:p><w:r><w:t>First</w:t></w:r></w:p></w:hdr>"),
            ("f1", "footer", "word/footer1.xml", "<w:ftr><w:p><w:r><w:t>- 3 -</w:t></w:r></w:p></w:ftr>"), ("s", "settings", "word/settings.xml", "<w:settings><w:evenAndOddHeaders/></w:settings>"));

        Assert.Equal("First\n\nEven\n\nText.", document.Text);
    }

    [Theory]
    [InlineData("""<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:sdtContent></w:sdt>""", "☒")]
    [InlineData("""<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>""", "☐")]
    [InlineData("""<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>""", "☒")]
    [InlineData("""<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>""", "☐")]
    [InlineData("""<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/><w:listEntry w:val="green"/></w:ddList></w:ffData></w:fldChar></w:r>""", "green")]
    [InlineData("""<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>""", "☐")]
    [InlineData("""<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>""", "≤")]
    [InlineData("""<w:r><w:sym w:font="Arial" w:char="2713"/></w:r>""", "✓")]
    [InlineData("""<w:r><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr><w:t>a b</w:t></w:r>""", "α β")]
    [InlineData("""<mc:AlternateContent><mc:Choice Requires="w14"><w:r><w:t>new</w:t></w:r></mc:Choice><mc:Choice Requires="w"><w:r><w:t>other</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>old</w:t></w:r></mc:Fallback></mc:AlternateContent>""", "new")]
    [InlineData("""<mc:AlternateContent><mc:Fallback><w:r><w:t>old</w:t></w:r></mc:Fallback></mc:AlternateContent>""", "old")]
    public async Task Read_SignsAndFields_AreShown(string runs, string shown)
    {
        DocumentText document = await RawDocx.Read($"<w:p>{runs}</w:p>");

        Assert.Equal(shown, document.Text);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_UnknownSign_IsCounted()
    {
        DocumentText document = await RawDocx.Read("""<w:p><w:r><w:t>A</w:t><w:sym w:font="House Signs" w:char="F041"/></w:r></w:p>""");

        Assert.Equal("A\uFFFD", document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.CharactersUnreadable, Count: 1)], document.Problems);
    }

    [Theory]
    [InlineData("10", "<w:vertAlign w:val=\"superscript\"/>", "6", "10^6")]
    [InlineData("H", "<w:vertAlign w:val=\"subscript\"/>", "2", "H_2")]
    [InlineData("word.", "<w:vertAlign w:val=\"superscript\"/>", "a", "word.a")]
    [InlineData("The price was ", "<w:strike/>", "ten", "The price was ~~ten~~")]
    [InlineData("The price was", "<w:dstrike/>", " ten ", "The price was ~~ten~~")]
    [InlineData("plain", "<w:strike w:val=\"0\"/>", " too", "plain too")]
    [InlineData("It is ", "<w:rStyle w:val=\"Struck\"/>", "gone", "It is ~~gone~~")]
    public async Task Read_SetText_IsMarked(string first, string properties, string second, string shown) =>
        Assert.Equal(shown, (await RawDocx.Read(RawDocx.Paragraph(RawDocx.Run(first), RawDocx.Run(second, properties)), ("s", "styles", "word/styles.xml", Styles))).Text);

    [Fact]
    public async Task Read_RunsOfTheSameLook_ShareTheirMarks()
    {
        string[] runs = [RawDocx.Run("x"), RawDocx.Run("-", "<w:vertAlign w:val=\"superscript\"/>"), RawDocx.Run("1", "<w:vertAlign w:val=\"superscript\"/>"), RawDocx.Run(" a", "<w:strike/>"), RawDocx.Run(" b", "<w:strike/>"), RawDocx.Run(" c")];

        Assert.Equal("x^-1 ~~a b~~ c", (await RawDocx.Read(RawDocx.Paragraph(runs))).Text);
    }

    [Fact]
    public async Task Read_HiddenText_ByStyleColourOrItself_IsCounted()
    {
        DocumentText document = await RawDocx.Read(
            RawDocx.Paragraph(RawDocx.Run("Seen. "), RawDocx.Run("direct", "<w:vanish/>"), RawDocx.Run("white", "<w:color w:val=\"ffffff\"/>"), RawDocx.Run("white on grey", "<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"808080\"/>"))
            + $"<w:p><w:pPr><w:pStyle w:val=\"Hidden\"/></w:pPr>{RawDocx.Run("style")}{RawDocx.Run(" shown", "<w:vanish w:val=\"0\"/>")}</w:p>"
            + $"<w:tbl><w:tr><w:tc>{RawDocx.Paragraph(RawDocx.Run("Head", "<w:color w:val=\"FFFFFF\"/>"))}</w:tc></w:tr></w:tbl>",
            ("s", "styles", "word/styles.xml", Styles));

        Assert.Equal("Seen. white on grey\n\nshown\n\nHead", document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 3)], document.Problems);
    }

    [Fact]
    public async Task Read_TrackedChanges_AreCountedAndJoinParagraphs()
    {
        DocumentText document = await RawDocx.Read("""
            <w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">The rent is </w:t></w:r><w:del><w:r><w:delText>900</w:delText></w:r></w:del><w:ins><w:r><w:t>950</w:t></w:r></w:ins></w:p>
            <w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t xml:space="preserve"> euros.</w:t></w:r></w:p>
            <w:p><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>
            <w:tbl><w:tr><w:trPr><w:del w:id="2"/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr><w:r><w:t>The end</w:t></w:r></w:p>
            """);

        Assert.Equal(["Heading1 The rent is 950 euros.", "Paragraph here", "TableRow row", "Paragraph The end"], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.DeletedTextLeftOut, Count: 3)], document.Problems);
    }

    [Fact]
    public async Task Read_DropCap_BeginsItsParagraph()
    {
        DocumentText document = await RawDocx.Read("""<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p><w:p><w:r><w:t>nce upon a time.</w:t></w:r></w:p>""");

        Assert.Equal("Paragraph Once upon a time.", Assert.Single(document.Lines()));
    }

    [Fact]
    public async Task Read_MergedCells_KeepTheirColumns()
    {
        DocumentText document = await RawDocx.Read($"""
            <w:tbl><w:tr>{Cell("Year", "<w:vMerge w:val=\"restart\"/>")}{Cell("Ships", "<w:gridSpan w:val=\"2\"/>")}{Cell("Crew")}</w:tr><w:tr>{Cell("not shown", "<w:vMerge/>")}{Cell("In")}{Cell("Out")}{Cell("All")}</w:tr>
            <w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{Cell("12")}{Cell("11")}{Cell("300")}</w:tr><w:tr>{Cell("Over all", "<w:gridSpan w:val=\"4000000\"/>")}</w:tr></w:tbl>
            """);

        Assert.Equal("Year | Ships |  | Crew\n| In | Out | All\n| 12 | 11 | 300\nOver all", document.Text);

        static string Cell(string text, string properties = "") => $"<w:tc><w:tcPr>{properties}</w:tcPr>{RawDocx.Paragraph(RawDocx.Run(text))}</w:tc>";
    }

    [Fact]
    public async Task Read_ChartsAndDiagrams_FollowTheirParagraph()
    {
        DocumentText document = await RawDocx.Read(
            """<w:p><w:r><w:t>See:</w:t></w:r><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:drawing><a:graphic><a:graphicData><dgm:relIds r:dm="d1" r:lo="x"/></a:graphicData></a:graphic></w:drawing></w:r></w:p>""",
            ("c1", "chart", "word/charts/chart1.xml", RawPackage.Chart), ("d1", "diagramData", "word/diagrams/data1.xml", RawPackage.Diagram));

        Assert.Equal(
            ["Paragraph See:", "Paragraph Ships a month", "TableRow | In | Out", "TableRow May | 41% |", "TableRow June | 50% | 7", "ListItem1 - Survey", "ListItem1 - Dredge", "ListItem2 - by day"],
            document.Lines());
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_EmbeddedFiles_AreNamed()
    {
        DocumentText document = await RawDocx.Read(
            """<w:p><w:r><w:t>Text.</w:t></w:r><w:r><w:object><o:OLEObject r:id="o1"/></w:object></w:r><w:r><w:pict/></w:r></w:p><w:altChunk r:id="a1"/><w:altChunk r:id="a2"/><w:p><w:r><w:t>End.</w:t></w:r></w:p>""",
            ("o1", "package", "word/embeddings/Budget.xlsx", "x"), ("a1", "aFChunk", "word/part.html", "<p>From a <b>page</b>.</p><ul><li>one</ul>"), ("a2", "aFChunk", "word/part.rtf", @"{\rtf1 x}"));

        Assert.Equal(["Paragraph Text.", "Paragraph From a page.", "ListItem1 - one", "Paragraph End."], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, Count: 1), new ReadingProblem(ReadingProblemKind.AttachedFilesLeftOut, null, "Budget.xlsx, part.rtf", 2)], document.Problems);
    }
}
