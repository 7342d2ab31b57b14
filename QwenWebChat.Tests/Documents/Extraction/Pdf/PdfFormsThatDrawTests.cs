using System.Globalization;
using QwenWebChat.Documents.Extraction;
using static QwenWebChat.Tests.Documents.Extraction.Pdf.RawPdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfFormsThatDrawTests
{
    private const string Sentence = "The committee met in the spring.";

    [Fact]
    public async Task Read_FormsThatDrawEachOther_AreEnded()
    {
        RawPdf pdf = new();
        int first = pdf.Add(Form(5));
        int second = pdf.Add(Form(first));
        Assert.Equal(5, second);
        pdf.Page(Line(72, 700, Sentence) + "/X Do", resources: $"/XObject<</X {first} 0 R>>");

        Assert.StartsWith(Sentence, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AppearanceThatDrawsItself_IsEnded()
    {
        RawPdf pdf = new();
        int form = pdf.Add(Form(4));
        Assert.Equal(4, form);
        int field = pdf.Add($"<</Subtype/Widget/FT/Tx/V(Value)/Rect[200 697 400 712]/AP<</N {form} 0 R>>>>");
        pdf.Page(Line(72, 700, Sentence), $"/Annots[{field} 0 R]");

        Assert.StartsWith(Sentence, (await Reading.Bytes(pdf.Build(), "a.pdf")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AppearancesThatDrawForms_AreRefused()
    {
        const int Levels = 10;
        RawPdf pdf = new();
        int last = pdf.AddForm("q Q");
        for (int level = 0; level < Levels; level++)
        {
            last = pdf.AddStream($"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X {last} 0 R>>>>", string.Concat(Enumerable.Repeat("/X Do ", 10)));
        }

        int field = pdf.Add($"<</Subtype/Widget/FT/Tx/V(Value)/Rect[200 697 400 712]/AP<</N {last} 0 R>>>>");
        pdf.Page(Line(72, 700, Sentence), $"/Annots[{field} 0 R]");

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(pdf.Build(), "a.pdf")).Error);
    }

    private static string Form(int drawn)
    {
        const string Content = "/X Do";
        return string.Create(CultureInfo.InvariantCulture, $"<</Type/XObject/Subtype/Form/BBox[0 0 200 18]/Resources<</XObject<</X {drawn} 0 R>>>>/Length {Content.Length}>> stream\n{Content}\nendstream");
    }
}
