using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.OpenDocument;

public sealed class OdfSheetAndSlideTests
{
    [Fact]
    public async Task Read_Sheets_ShowValuesAndLeaveOutWhatIsHidden()
    {
        DocumentText document = await Reading.Text(
            SampleOdf.Sheets("""
                <table:table table:name="Ships"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="16382"/>
                <table:table-row><table:table-cell><text:p>Albatros</text:p></table:table-cell><table:table-cell><text:p>hidden column</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50 €</text:p><office:annotation><dc:creator>Li</dc:creator><text:p>Checked.</text:p></office:annotation></table:table-cell><table:table-cell table:number-columns-repeated="16381"/></table:table-row>
                <table:table-row table:visibility="collapse" table:number-rows-repeated="2"><table:table-cell><text:p>hidden row</text:p></table:table-cell></table:table-row>
                <table:table-row table:visibility="filter"><table:table-cell/></table:table-row>
                <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/></table:table-row>
                <table:table-row><table:table-cell table:formula="of:=1+1"/><table:table-cell/><table:table-cell table:number-columns-repeated="5000"/><table:table-cell><text:p>far</text:p></table:table-cell></table:table-row>
                <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
                <table:table table:name="Secrets" table:style-name="HiddenSheet"><table:table-row><table:table-cell><text:p>secret</text:p></table:table-cell></table:table-row></table:table>
                <table:table table:name="灯塔"><table:shapes><draw:frame><draw:object/></draw:frame></table:shapes><table:table-row><table:table-cell><text:p>坏了</text:p></table:table-cell></table:table-row></table:table>
                """),
            "a.fods");

        Assert.Equal(FileFormat.Ods, document.Format);
        Assert.Equal(["Ships", "Secrets", "灯塔"], document.Pages.Select(page => page.Label));
        Assert.Equal(["TableRow Albatros | 1,234.50 €", "Note Li: Checked.", "TableRow | 7 | 7", "TableRow | 7 | 7"], document.Lines()[..4]);
        Assert.Equal(string.Concat(Enumerable.Repeat(" | ", 20)).Trim() + " far", document.Lines()[4]["TableRow ".Length..]);
        Assert.Equal(
            [
                new ReadingProblem(ReadingProblemKind.HiddenCellsLeftOut, 1, Count: 3), new ReadingProblem(ReadingProblemKind.FormulasWithoutValue, 1, Count: 1),
                new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Secrets"), new ReadingProblem(ReadingProblemKind.PicturesSkipped, 3, Count: 1),
            ],
            document.Problems);
    }

    [Fact]
    public async Task Read_Slides_HaveTitlesNotesAndFootersOnce()
    {
        DocumentText document = await Reading.Text(
            SampleOdf.Slides("""
                <presentation:footer-decl presentation:name="f1">The harbour company</presentation:footer-decl>
                <draw:page draw:name="page1" presentation:use-footer-name="f1"><draw:frame presentation:class="outline"><draw:text-box><text:list text:style-name="Bullets"><text:list-item><text:p>More ships</text:p></text:list-item></text:list></draw:text-box></draw:frame>
                <draw:frame presentation:class="title"><draw:text-box><text:p>The year</text:p></draw:text-box></draw:frame><draw:frame presentation:class="outline" presentation:placeholder="true"><draw:text-box><text:p>Click to add text</text:p></draw:text-box></draw:frame>
                <draw:g><draw:custom-shape><text:p>In a shape</text:p></draw:custom-shape><draw:frame><draw:image/></draw:frame></draw:g>
                <presentation:notes><draw:page-thumbnail presentation:class="page"/><draw:frame presentation:class="notes"><draw:text-box><text:p>Say how many.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
                <draw:page draw:style-name="HiddenSlide"><draw:frame presentation:class="title"><draw:text-box><text:p>Later</text:p></draw:text-box></draw:frame></draw:page>
                <draw:page presentation:use-footer-name="f1"><draw:frame><table:table><table:table-row><table:table-cell><text:p>Ship</text:p></table:table-cell><table:table-cell><text:p>Tons</text:p></table:table-cell></table:table-row></table:table><draw:image/></draw:frame></draw:page>
                """),
            "a.fodp");

        Assert.Equal(FileFormat.Odp, document.Format);
        Assert.Equal(["The year", "Later", null], document.Pages.Select(page => page.Label));
        Assert.Equal(["Heading1 The year", "ListItem1 - More ships", "Paragraph In a shape", "Paragraph The harbour company", "Note Say how many.", "TableRow Ship | Tons"], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, 1, Count: 1), new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Later")], document.Problems);
    }
}
