using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Draws the pages of a document and their annotations: form fields and comments.</summary>
internal sealed class PdfPageFactory : BasePageFactory<PdfDrawnPage>
{
    private readonly PdfReadingOptions _options;

    // Called by the library, which requires these parameters.
    public PdfPageFactory(
        IPdfTokenScanner pdfScanner, IResourceStore resourceStore, ILookupFilterProvider filterProvider, IPageContentParser pageContentParser, ParsingOptions parsingOptions)
        : base(pdfScanner, resourceStore, filterProvider, pageContentParser, parsingOptions)
    {
        _options = (PdfReadingOptions)parsingOptions;
    }

    protected override PdfDrawnPage ProcessPage(
        int pageNumber,
        DictionaryToken dictionary,
        NamedDestinations namedDestinations,
        MediaBox mediaBox,
        CropBox cropBox,
        UserSpaceUnit userSpaceUnit,
        PageRotationDegrees rotation,
        TransformationMatrix initialMatrix,
        IReadOnlyList<IGraphicsStateOperation> operations)
    {
        PdfCanvas canvas = new(pageNumber, ResourceStore, PdfScanner, PageContentParser, FilterProvider, cropBox, userSpaceUnit, rotation, initialMatrix, _options);
        canvas.Process(pageNumber, operations);
        PdfAnnotations annotations = new(canvas, PdfScanner, FilterProvider, _options);
        annotations.Read(dictionary);
        PdfRectangle bounds = cropBox.GetVisibleBounds(rotation);
        int hidden = canvas.HiddenCount + annotations.HiddenCount + PdfInvisibleText.Remove(canvas.Letters, canvas.Paper.PictureShare);
        return new PdfDrawnPage(bounds.Width, bounds.Height, canvas.Letters, canvas.Paper.PictureCount, canvas.Paper.PictureShare, hidden, annotations.Notes, annotations.AttachedFiles);
    }
}
