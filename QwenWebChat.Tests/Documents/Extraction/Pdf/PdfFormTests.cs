using QwenWebChat.Documents.Extraction;
using static QwenWebChat.Tests.Documents.Extraction.Pdf.RawPdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfFormTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_TextField_StandsBesideItsLabelOnce(bool hasAppearance)
    {
        RawPdf pdf = new();
        string appearance = hasAppearance ? $"/AP<</N {pdf.AddForm("/Tx BMC q BT /F1 11 Tf 2 4 Td (Example-Mueller) Tj ET Q EMC")} 0 R>>" : "";
        int field = pdf.Add($"<</Subtype/Widget/FT/Tx/T(surname)/V(Example-Mueller)/DA(/F1 11 Tf)/Rect[200 700 400 718]{appearance}>>");
        pdf.Page(Line(72, 704, "Surname"), $"/Annots[{field} 0 R]");

        DocumentText document = await Reading.Bytes(pdf.Build($"/AcroForm<</Fields[{field} 0 R]>>"), "a.pdf");

        Assert.Equal("Surname Example-Mueller", document.Text);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_FieldWhoseAppearanceIsStale_HasItsValue()
    {
        RawPdf pdf = new();
        int form = pdf.AddForm("BT /F1 11 Tf 2 4 Td (Old) Tj ET");
        int field = pdf.Add($"<</Subtype/Widget/FT/Tx/V(New)/Rect[200 700 400 718]/AP<</N {form} 0 R>>>>");
        pdf.Page(Line(72, 704, "Name"), $"/Annots[{field} 0 R]");

        DocumentText document = await Reading.Bytes(pdf.Build($"/AcroForm<</Fields[{field} 0 R]/NeedAppearances true>>"), "a.pdf");

        Assert.Equal("Name New", document.Text);
    }

    [Fact]
    public async Task Read_FieldsBelowOthers_TakeWhatTheseSay()
    {
        RawPdf pdf = new();
        int parent = pdf.Add("<</FT/Ch/Ff 131072/V(be)/Opt[[(at)(Austria)][(be)(Belgium)]]>>");
        int choice = pdf.Add($"<</Subtype/Widget/Parent {parent} 0 R/Rect[200 700 400 718]>>");
        int unicode = pdf.Add("<</Subtype/Widget/FT/Tx/V<FEFF5317 4EAC>/Rect[200 670 400 688]>>");
        int secret = pdf.Add("<</Subtype/Widget/FT/Tx/Ff 8192/V(secret)/Rect[200 640 400 658]>>");
        pdf.Page(Line(72, 704, "Country") + Line(72, 674, "City") + Line(72, 644, "Key"), $"/Annots[{choice} 0 R {unicode} 0 R {secret} 0 R]");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Contains("Country | Belgium", document.Text, StringComparison.Ordinal);
        Assert.Contains("City | 北京", document.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Boxes_SayWhetherTheyAreTicked()
    {
        RawPdf pdf = new();
        int on = pdf.AddForm("q BT /F1 11 Tf 2 4 Td (X) Tj ET Q", 18);
        int off = pdf.AddForm("", 18);
        string states = $"/AP<</N<</Yes {on} 0 R/Off {off} 0 R>>>>";
        int[] fields =
        [
            pdf.Add($"<</Subtype/Widget/FT/Btn/V/Yes/AS/Yes/Rect[200 610 218 628]{states}>>"),
            pdf.Add($"<</Subtype/Widget/FT/Btn/V/Off/AS/Off/Rect[200 580 218 598]{states}>>"),
            pdf.Add("<</Subtype/Widget/FT/Btn/V/Yes/AS/Yes/Rect[200 550 218 568]>>"),
            pdf.Add("<</Subtype/Widget/FT/Btn/Ff 32768/V/Two/AS/Two/Rect[200 520 218 538]>>"),
        ];
        pdf.Page(Line(72, 614, "Married") + Line(72, 584, "Children") + Line(72, 554, "Employed") + Line(72, 524, "Second"), $"/Annots[{string.Join(' ', fields.Select(field => $"{field} 0 R"))}]");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal("Married X Children ☐ Employed ☒ Second ◉", document.Text.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal).Replace(" | ", " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "Signature: Ada Example, 2026-03-12 10:15, Approved, Vienna")]
    [InlineData("Digitally signed by Ada Example Date: 2026.03.12 10:15:00", "Signature: Approved, Vienna")]
    public async Task Read_Signature_IsANoteOfWhatIsNotDrawn(string drawn, string note)
    {
        RawPdf pdf = new();
        int form = pdf.AddForm(Line(2, 4, drawn), 400);
        int signature = pdf.Add("<</Type/Sig/Name(Ada Example)/M(D:20260312101500+01'00')/Reason(Approved)/Location(Vienna)>>");
        int field = pdf.Add($"<</Subtype/Widget/FT/Sig/V {signature} 0 R/Rect[72 100 472 118]/AP<</N {form} 0 R>>>>");
        pdf.Page(Line(72, 700, "The contract."), $"/Annots[{field} 0 R]");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        DocumentPart last = document.Parts[^1];
        Assert.Equal((DocumentPartKind.Note, note), (last.Kind, document[last].ToString()));
        Assert.Equal(drawn.Length > 0, document.Text.Contains("Digitally", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_Comments_AreNotesOfTheirPage()
    {
        RawPdf pdf = new();
        int form = pdf.AddForm("BT /F1 11 Tf 2 4 Td (The figure is wrong) Tj ET");
        int[] comments =
        [
            pdf.Add("<</Subtype/Text/Rect[500 700 520 720]/T(Reviewer A)/Contents(Please check this.)>>"),
            pdf.Add($"<</Subtype/FreeText/Rect[72 560 272 578]/Contents(The figure is wrong)/AP<</N {form} 0 R>>>>"),
            pdf.Add("<</Subtype/Highlight/Rect[72 700 172 718]/T(Reviewer B)/Contents(Which committee?)>>"),
            pdf.Add("<</Subtype/Highlight/Rect[72 700 172 718]/T(Reviewer B)/Contents(The committee)>>"),
            pdf.Add("<</Subtype/Popup/Rect[72 700 172 718]/Contents(Please check this.)>>"),
            pdf.Add("<</Subtype/Text/F 2/Rect[72 700 172 718]/Contents(Nobody sees this)>>"),
            pdf.Add("<</Subtype/FreeText/IT/FreeTextTypewriter/Rect[200 697 400 712]/Contents(in spring.)>>"),
        ];
        pdf.Page(Line(72, 700, "The committee met"), $"/Annots[{string.Join(' ', comments.Select(comment => $"{comment} 0 R"))}]").Page(Line(72, 700, "The next page."));

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(
            ["Paragraph The committee met in spring.", "Note Reviewer A: Please check this.", "Note The figure is wrong", "Note Reviewer B: Which committee?", "Paragraph The next page."],
            document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 1)], document.Problems);
    }

    [Fact]
    public async Task Read_AttachedFiles_AreNamed()
    {
        RawPdf pdf = new();
        int data = pdf.AddStream("/Type/EmbeddedFile", "1,2,3");
        int file = pdf.Add($"<</Type/Filespec/F(data.csv)/UF(data.csv)/EF<</F {data} 0 R>>>>");
        int comment = pdf.Add($"<</Subtype/FileAttachment/Rect[500 700 520 720]/FS<</F(notes.txt)/EF<</F {data} 0 R>>>>>>");
        pdf.Page(Line(72, 700, "The report."), $"/Annots[{comment} 0 R]");

        DocumentText document = await Reading.Bytes(pdf.Build($"/Names<</EmbeddedFiles<</Names[(data) {file} 0 R]>>>>"), "a.pdf");

        Assert.Equal([new ReadingProblem(ReadingProblemKind.AttachedFilesLeftOut, Argument: "data.csv, notes.txt", Count: 2)], document.Problems);
    }
}
