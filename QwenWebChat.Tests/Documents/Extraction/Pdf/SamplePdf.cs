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

    /// <summary>Pieces beside each other, without spaces, at a distance in sizes of the font.</summary>
    public SamplePdf Pieces(double left, double baseline, double gap, params string[] pieces)
    {
        foreach (string piece in pieces)
        {
            Text(left, baseline, piece);
            left += Width(piece) + (gap * Body);
        }

        return this;
    }

    /// <summary>A line in which every second piece is small and stands above it, or below it by a negative rise.</summary>
    public SamplePdf Scripts(double left, double baseline, double rise, params string[] pieces)
    {
        for (int index = 0; index < pieces.Length; index++)
        {
            double size = index % 2 == 0 ? Body : 6.5;
            Text(left, index % 2 == 0 ? baseline : baseline + rise, pieces[index], size);
            left += Width(pieces[index], size) + 0.2;
        }

        return this;
    }

    public byte[] Build() => _builder.Build();

    public double Width(string text, double size = Body) => _page!.MeasureText(text, size, PdfPoint.Origin, _plain)[^1].EndBaseLine.X;

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
