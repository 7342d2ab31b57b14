using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Office;

namespace QwenWebChat.Tests.Documents.Extraction.Sheets;

/// <summary>Text that a sheet shows beside its cells, and text that it hides.</summary>
public sealed class SheetContentTests
{
    private const string Workbook = "xl/workbook.xml";
    private const string Sheet = "xl/worksheets/sheet1.xml";

    [Fact]
    public async Task Read_HiddenRowsAndColumns_AreLeftOutAndCounted()
    {
        DocumentText document = await Read("""
            <worksheet><cols><col min="2" max="2" hidden="1"/><col min="5" max="16384" width="0"/></cols><sheetData>
            <row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row><row r="2" hidden="1"><c r="A2"><v>4</v></c></row><row r="3" hidden="1"/><row r="4"><c r="B4"><v>5</v></c><c r="D4"><v>6</v></c><c r="E4"/></row>
            </sheetData></worksheet>
            """);

        Assert.Equal("1 | 3\n|  | 6", document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenCellsLeftOut, 1, null, 2)], document.Problems);
    }

    [Fact]
    public async Task Read_CommentsTextBoxesAndCharts_FollowTheRows()
    {
        DocumentText document = await Read(
            """<worksheet><cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12Harbour &amp;&amp; Co&amp;RPage &amp;P of &amp;N</oddHeader><oddFooter>&amp;C&amp;D</oddFooter></headerFooter></worksheet>""",
            (Sheet, "c", "comments", "xl/comments1.xml", """<comments><authors><author>R</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>R:</t></r><r><t>_x000a_Wrong.</t></r></text></comment><comment ref="A2" authorId="0"><text><t>[Threaded comment]</t></text></comment><comment ref="C1" authorId="0"><text><t>On a hidden cell</t></text></comment></commentList></comments>"""),
            (Sheet, "t", "threadedComment", "xl/threads.xml", """<ThreadedComments><threadedComment ref="A2" personId="{1}"><text>Why?</text></threadedComment><threadedComment ref="A2" personId="{2}"><text>Because.</text></threadedComment></ThreadedComments>"""),
            (Workbook, "p", "person", "xl/persons.xml", """<personList><person displayName="Wei" id="{1}"/><person displayName="Ada" id="{2}"/></personList>"""),
            (Sheet, "d", "drawing", "xl/drawings/drawing1.xml", """<xdr:wsDr><xdr:twoCellAnchor><xdr:sp><xdr:txBody><a:p><a:r><a:t>In thousands of euros.</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:oneCellAnchor><xdr:absoluteAnchor><xdr:pic/></xdr:absoluteAnchor></xdr:wsDr>"""),
            ("xl/drawings/drawing1.xml", "c1", "chart", "xl/charts/chart1.xml", RawPackage.Chart));

        Assert.Equal(
            [
                "TableRow 1", "Note Comment by R on A1: Wrong.", "Note Comment by Wei on A2: Why?", "Note Comment by Ada on A2: Because.", "Paragraph In thousands of euros.",
                "Paragraph Ships a month", "TableRow | In | Out", "TableRow May | 41% |", "TableRow June | 50% | 7", "Paragraph Harbour & Co",
            ],
            document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, 1, null, 1)], document.Problems);
    }

    [Theory]
    [InlineData("""<c:chart><c:plotArea><c:scatterChart><c:ser><c:xVal><c:numRef><c:numCache><c:pt idx="0"><c:v>1.5</c:v></c:pt></c:numCache></c:numRef></c:xVal><c:yVal><c:numRef><c:numCache><c:pt idx="0"><c:v>3</c:v></c:pt><c:pt idx="4000000"><c:v>9</c:v></c:pt></c:numCache></c:numRef></c:yVal></c:ser></c:scatterChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>Tons</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart>""", "Tons\n\n1.5 | 3\n| 9")]
    [InlineData("""<c:chart><c:plotArea><c:pieChart><c:ser><c:cat><c:multiLvlStrRef><c:multiLvlStrCache><c:lvl><c:pt idx="0"><c:v>Q1</c:v></c:pt><c:pt idx="1"><c:v>Q2</c:v></c:pt></c:lvl><c:lvl><c:pt idx="0"><c:v>2024</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef></c:cat><c:val><c:numLit><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="1"><c:v>2</c:v></c:pt></c:numLit></c:val></c:ser></c:pieChart></c:plotArea></c:chart>""", "2024 Q1 | 1\n2024 Q2 | 2")]
    [InlineData("""<c:chartData><c:data id="0"><c:strDim type="cat"><c:lvl><c:pt idx="0">In</c:pt></c:lvl></c:strDim><c:numDim type="val"><c:lvl><c:pt idx="0">5</c:pt></c:lvl></c:numDim></c:data></c:chartData><c:chart><c:title><c:tx><c:txData><c:v>Flow</c:v></c:txData></c:tx></c:title><c:plotArea><c:plotAreaRegion><c:series><c:tx><c:txData><c:v>Ships</c:v></c:txData></c:tx></c:series></c:plotAreaRegion></c:plotArea></c:chart>""", "Flow\n\n| Ships\nIn | 5")]
    public async Task Read_OtherCharts_AreTables(string chart, string text)
    {
        DocumentText document = await Read(
            "<worksheet><sheetData/></worksheet>",
            (Sheet, "d", "drawing", "xl/drawings/drawing1.xml", """<xdr:wsDr><xdr:oneCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData><c:chart r:id="c1"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:oneCellAnchor></xdr:wsDr>"""),
            ("xl/drawings/drawing1.xml", "c1", "chart", "xl/charts/chart1.xml", $"<c:chartSpace>{chart}</c:chartSpace>"));

        Assert.Equal(text, document.Text);
    }

    [Fact]
    public async Task Read_Texts_AreUnescapedAndMarked()
    {
        DocumentText document = await Read("""
            <worksheet><sheetData><row><c t="inlineStr"><is><t>first_x000D_
            second _x0041_ _x005F_x0041_</t></is></c><c t="inlineStr"><is><r><t>m</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r><r><rPr><strike/></rPr><t> old</t></r></is></c><c t="str"><f>A1</f><v>a_x0009_b</v></c></row></sheetData></worksheet>
            """);

        Assert.Equal("first second A _x0041_ | m^2 ~~old~~ | a\tb", document.Text);
    }

    [Fact]
    public async Task Read_ValuesThatTheirFormatHides_AreCounted()
    {
        DocumentText document = await Read(
            """<worksheet><sheetData><row><c s="1"><v>7</v></c><c s="1"><v>0</v></c><c s="1" t="str"><v>text</v></c><c><v>8</v></c></row></sheetData></worksheet>""",
            (Workbook, "s", "styles", "xl/styles.xml", """<styleSheet><numFmts><numFmt numFmtId="164" formatCode=";;;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"""));

        Assert.Equal("|  |  | 8", document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, 1, null, 2)], document.Problems);
    }

    private static Task<DocumentText> Read(string sheet, params (string Owner, string Id, string Type, string Name, string Content)[] parts) =>
        Reading.Bytes(
            RawPackage.Create(Workbook, """<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>""", [(Workbook, "r1", "worksheet", Sheet, sheet), .. parts]), "a.xlsx");
}
