using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.OpenDocument;

public sealed class OdfTextTests
{
    [Fact]
    public async Task Read_Package_HasAllOfItsText()
    {
        DocumentText document = await Reading.Bytes(SampleOdf.CreateFull(), "a.odt");

        Assert.Equal(
            [
                "Paragraph The harbour office", "Heading1 Introduction", "Paragraph First paragraph with 中文 in it[1].", "Note [1] What the note says.",
                "ListItem1 1. one", "ListItem2 1.1) deeper", "Paragraph Page two.", "TableRow Name | Age",
            ],
            document.Lines());
        Assert.Equal(FileFormat.Odt, document.Format);
        Assert.Equal("The report", document.Title);
        Assert.Equal([1, 2], document.Pages.Select(page => page.Number));
        Assert.Equal("Page two.\n\nName | Age", document.PageText(2));
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_Blanks_AreOneSpaceUnlessWrittenAsElements()
    {
        DocumentText document = await Text("<text:p>\n  a  <text:span> b</text:span>\n c<text:s text:c=\"3\"/>d<text:tab/>e<text:line-break/>f</text:p>");

        Assert.Equal(["Paragraph a b c   d\te\nf"], document.Lines());
    }

    [Fact]
    public async Task Read_RaisedDigits_AreMarked()
    {
        DocumentText document = await Text("""
            <text:p>10<text:span text:style-name="Up">6</text:span> of H<text:span text:style-name="Down">2</text:span>O on the 1<text:span text:style-name="Up">st</text:span></text:p>
            """);

        Assert.Equal(["Paragraph 10^6 of H_2O on the 1st"], document.Lines());
    }

    [Fact]
    public async Task Read_Lists_CountAsTheyAreShown()
    {
        DocumentText document = await Text("""
            <text:list xml:id="l1" text:style-name="Numbers"><text:list-item><text:p>one</text:p><text:p>still one</text:p></text:list-item><text:list-item><text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list></text:list-item></text:list>
            <text:p>between</text:p>
            <text:list text:style-name="Bullets"><text:list-item><text:p>dot</text:p></text:list-item></text:list>
            <text:list text:continue-list="l1" text:style-name="Numbers"><text:list-header><text:p>no number</text:p></text:list-header><text:list-item><text:p>two</text:p></text:list-item><text:list-item text:start-value="7"><text:p>seven</text:p></text:list-item></text:list>
            <text:list text:style-name="Numbers"><text:list-item><text:p>one again</text:p></text:list-item></text:list>
            """);

        Assert.Equal(
            [
                "ListItem1 1. one", "Paragraph still one", "ListItem2 1.1) deep", "Paragraph between", "ListItem1 - dot", "Paragraph no number", "ListItem1 2. two", "ListItem1 7. seven", "ListItem1 1. one again",
            ],
            document.Lines());
    }

    [Fact]
    public async Task Read_Tables_KeepEmptyAndCoveredCells()
    {
        DocumentText document = await Text("""
            <table:table><table:table-column table:number-columns-repeated="3"/>
            <table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Wide</text:p></table:table-cell><table:covered-table-cell><text:p>not shown</text:p></table:covered-table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table-header-rows>
            <table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>two</text:p><text:p>lines</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
            """);

        Assert.Equal(["TableRow Wide |  | c", "TableRow |  | two lines", "TableRow x | x", "TableRow x | x"], document.Lines());
    }

    [Fact]
    public async Task Read_WhatIsDeletedOrHidden_IsLeftOutAndCounted()
    {
        DocumentText document = await Text("""
            <text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>deleted</text:p></text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion/></text:changed-region></text:tracked-changes>
            <text:p>Seen<text:change text:change-id="c1"/><text:span text:style-name="Gone">hidden</text:span> too.</text:p><text:section text:name="s" text:display="none"><text:p>hidden section</text:p></text:section>
            <text:p>not shown<text:hidden-paragraph text:is-hidden="true"/></text:p>
            """);

        Assert.Equal(["Paragraph Seen too."], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 3), new ReadingProblem(ReadingProblemKind.DeletedTextLeftOut, Count: 1)], document.Problems);
    }

    [Fact]
    public async Task Read_CommentsBoxesAndPictures_AreReadOrCounted()
    {
        DocumentText document = await Text("""
            <text:p>Text<office:annotation><dc:creator>Anna</dc:creator><dc:date>2024-01-01</dc:date><text:p>Is that so?</text:p></office:annotation> goes on.<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>
            <text:p><draw:frame><draw:image><office:binary-data>AAAA</office:binary-data></draw:image></draw:frame><draw:frame><draw:object/><draw:image/></draw:frame></text:p>
            <text:p><field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark> Agreed</text:p>
            """);

        Assert.Equal(["Paragraph Text goes on.", "Note Anna: Is that so?", "Paragraph In a box", "Paragraph ☒ Agreed"], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, Count: 2)], document.Problems);
    }

    [Fact]
    public async Task Read_Formulas_StandInTheirLine()
    {
        DocumentText document = await Text("""
            <text:p>So <draw:frame><draw:object><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><msup><mi>c</mi><mn>2</mn></msup><mo>+</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>20</mn></mfrac></mrow><annotation>E = c^2</annotation></semantics></math></draw:object><draw:image/></draw:frame> it is.</text:p>
            """);

        Assert.Equal(["Paragraph So E=c^2+(a+1)/20 it is."], document.Lines());
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_SoftAndHardBreaks_ArePages()
    {
        DocumentText document = await Text("""
            <text:p text:style-name="Child">one</text:p><text:p>two <text:soft-page-break/>begins</text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row><text:soft-page-break/>
            <table:table-row><table:table-cell/><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table><text:p text:style-name="Child">four</text:p><text:p text:style-name="After">ends</text:p><text:p>five</text:p>
            """);

        Assert.Equal(["one\n\ntwo", "begins\n\na", "| b", "four\n\nends", "five"], document.Pages.Select(page => document.PageText(page.Number).Trim()));
    }

    [Fact]
    public async Task Read_LockedDocument_OpensWithItsPassword()
    {
        byte[] file = SampleOdf.CreateLocked("Hafen 港口");

        Assert.Equal(["Paragraph Under lock and key."], (await Reading.Bytes(file, "a.odt", new ReadingOptions { Password = "Hafen 港口" })).Lines());
        Assert.Equal(DocumentReadError.WrongPassword, (await Reading.Refusal(file, "a.odt", new ReadingOptions { Password = "other" })).Error);
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(file, "a.odt")).Error);
    }

    [Fact]
    public async Task Read_LockedInAnotherWayOrEndlessly_IsRefused()
    {
        const string Endless = """
            <manifest:encryption-data manifest:checksum-type="x#sha256-1k" manifest:checksum="AAAA"><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="AAAAAAAAAAAAAAAAAAAAAA=="/>
            <manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32" manifest:iteration-count="2000000000" manifest:salt="AAAA"/></manifest:encryption-data>
            """;
        ReadingOptions options = new() { Password = "x" };

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(SampleOdf.Create("x", Endless), "a.odt", options)).Error);
        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(SampleOdf.Create("x", Endless.Replace("aes256-cbc", "blowfish", StringComparison.Ordinal)), "a.odt", options)).Error);
    }

    [Theory]
    [InlineData("<text:p>a<text:s text:c=\"999999999\"/>b</text:p>")]
    [InlineData("<text:p text:style-name=\"Loop\">a b</text:p>")]
    [InlineData("<table:table><table:table-row table:number-rows-repeated=\"99999999999999\"><table:table-cell table:number-columns-repeated=\"1999999999\"/></table:table-row></table:table><text:p>a b</text:p>")]
    public async Task Read_AbsurdCounts_AreBounded(string content)
    {
        DocumentText document = await Text(content);

        Assert.InRange(document.Text.Length, 3, 300);
    }

    [Fact]
    public async Task Read_RowsThatStandForTooMany_AreRefused()
    {
        string rows = string.Concat(Enumerable.Repeat("<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>", 3));

        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(() => Text($"<table:table>{rows}</table:table>"));
        DocumentReadException wide = await Assert.ThrowsAsync<DocumentReadException>(() => Reading.Text(
            SampleOdf.Text($"<table:table><table:table-row><table:table-cell table:number-columns-repeated=\"16000\"><text:p>{new string('x', 1_000)}</text:p></table:table-cell></table:table-row></table:table>"),
            "a.fodt",
            new ReadingOptions { MaxCharacters = 1_000_000 }));

        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
        Assert.Equal(DocumentReadError.TooLarge, wide.Error);
    }

    private static Task<DocumentText> Text(string content) => Reading.Text(SampleOdf.Text(content), "a.fodt");
}
