using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

/// <summary>A PDF that a test writes line by line.</summary>
internal sealed class SamplePdf : IDisposable
{
    public const double Body = 10;
    private const double Pitch = 12;

    private readonly PdfDocumentBuilder _builder = new();
    private readonly PdfDocumentBuilder.AddedFont _plain;
    private readonly PdfDocumentBuilder.AddedFont _bold;
    private PdfPageBuilder? _page;

    public SamplePdf()
    {
        _plain = _builder.AddStandard14Font(Standard14Font.TimesRoman);
        _bold = _builder.AddStandard14Font(Standard14Font.TimesBold);
    }

    /// <summary>A4, 595 by 842 points.</summary>
    public SamplePdf Page(bool isWide = false)
    {
        _page = _builder.AddPage(PageSize.A4, isPortrait: !isWide);
        return this;
    }

    /// <summary>Lines of the body below each other, from a height on.</summary>
    public SamplePdf Lines(double left, double top, params string[] lines)
    {
        for (int index = 0; index < lines.Length; index++)
        {
            Text(left, top - (index * Pitch), lines[index]);
        }

        return this;
    }

    public SamplePdf Text(double left, double baseline, string text, double size = Body, bool isBold = false)
    {
        _page!.AddText(text, size, new PdfPoint(left, baseline), isBold ? _bold : _plain);
        return this;
    }

    public byte[] Build() => _builder.Build();

    public void Dispose() => _builder.Dispose();

    /// <summary>Two pages with a heading, paragraphs, a table and page numbers.</summary>
    public static byte[] CreateFull()
    {
        using SamplePdf pdf = new();
        pdf.Page().Text(72, 760, "Annual report", 18).Lines(72, 730, "The first paragraph of the report is long enough to", "take two lines.")
            .Lines(72, 694, "Year").Lines(172, 694, "Sales").Lines(72, 682, "2024").Lines(172, 682, "1,200").Text(290, 40, "1");
        pdf.Page().Lines(72, 760, "The second page says that all went well.").Text(290, 40, "2");
        return pdf.Build();
    }
}
