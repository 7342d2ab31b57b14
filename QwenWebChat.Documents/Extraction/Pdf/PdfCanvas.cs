using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;
using UglyToad.PdfPig.Util;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Draws a page and collects its text with the facts that decide whether it is visible. Drawing is bounded here: forms may
/// draw forms, and ten on each of ten levels take a few hundred bytes in the file and years of work.
/// </summary>
internal sealed class PdfCanvas(
    int pageNumber,
    IResourceStore resources,
    IPdfTokenScanner scanner,
    IPageContentParser parser,
    ILookupFilterProvider filters,
    CropBox cropBox,
    UserSpaceUnit unit,
    PageRotationDegrees rotation,
    TransformationMatrix initialMatrix,
    PdfReadingOptions options)
    : BaseStreamProcessor<IReadOnlyList<PdfLetter>>(pageNumber, resources, scanner, parser, filters, cropBox, unit, rotation, initialMatrix, options)
{
    // Maps and plans have a few million operations; the parser needs seconds for them.
    private const int MaxOperations = 20_000_000;
    private const int MaxForms = 200_000;
    private const int MaxFormDepth = 28;

    // Smaller text is meant for search engines, not for readers.
    private const double MinSize = 1.5;
    private const double MinAlpha = 0.03;

    private readonly List<PdfLetter> _letters = [];
    private readonly TransformationMatrix _pageMatrix = initialMatrix;
    private int _operationCount;
    private int _formCount;
    private int _formDepth;
    private int _lastSequence;
    private double _hiddenBaseline = double.NaN;

    public PdfPaper Paper { get; } = new(new PdfBox(0, 0, cropBox.GetVisibleBounds(rotation).Width, cropBox.GetVisibleBounds(rotation).Height));

    public List<PdfLetter> Letters => _letters;

    /// <summary>The number of pieces of text that are not visible.</summary>
    public int HiddenCount { get; private set; }

    public override IReadOnlyList<PdfLetter> Process(int pageNumberCurrent, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        Stack<CurrentGraphicsState> initial = CloneAllStates();
        ProcessOperations(operations);
        // Annotations do not depend on the final state of the page.
        GraphicsStack = initial;
        Paper.Reset();
        return _letters;
    }

    /// <summary>Draws a form so that its box fills a rectangle of the page, as the appearances of fields and comments do.</summary>
    /// <returns>The number of letters that it wrote.</returns>
    public int Draw(StreamToken form, PdfBox target)
    {
        int before = _letters.Count(letter => !letter.IsBlank);
        PdfBox box = Box(form.StreamDictionary, NameToken.Bbox);
        TransformationMatrix own = form.StreamDictionary.TryGet(NameToken.Matrix, PdfScanner, out ArrayToken? matrix) && matrix.Length == 6
            ? TransformationMatrix.FromArray([.. matrix.Data.Select(token => token is NumericToken number ? number.Double : 0)])
            : TransformationMatrix.Identity;
        PdfBox drawn = PdfBox.Around(box, own);
        double scaleX = drawn.Width > 0 ? target.Width / drawn.Width : 1;
        double scaleY = drawn.Height > 0 ? target.Height / drawn.Height : 1;
        TransformationMatrix fit = TransformationMatrix.FromValues(scaleX, 0, 0, scaleY, target.Left - (drawn.Left * scaleX), target.Bottom - (drawn.Bottom * scaleY));
        PushState();
        CurrentGraphicsState state = GetCurrentState();
        state.CurrentTransformationMatrix = fit.Multiply(_pageMatrix);
        ProcessFormXObject(form, NameToken.Form);
        PopState();
        return _letters.Count(letter => !letter.IsBlank) - before;
    }

    /// <summary>Adds text that the page does not draw itself.</summary>
    public void Write(string text, double left, double baseline, double size)
    {
        double x = left;
        int operation = -1 - _letters.Count;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            double width = size * (rune.IsBmp && EastAsian.IsWide((char)rune.Value) ? 1 : 0.5);
            (double startX, double startY) = _pageMatrix.Transform(x, baseline);
            (double endX, double endY) = _pageMatrix.Transform(x + width, baseline);
            double angle = Math.Atan2(endY - startY, endX - startX) * 180 / Math.PI;
            _letters.Add(new PdfLetter(rune.ToString(), new PdfPoint(startX, startY), new PdfPoint(endX, endY), size, angle, IsBold: false, operation, IsUnmapped: false, IsInvisible: false));
            x += width;
        }
    }

    /// <summary>Returns a rectangle of a dictionary; empty if it has none.</summary>
    public PdfBox Box(DictionaryToken dictionary, NameToken name)
    {
        if (!dictionary.TryGet(name, PdfScanner, out ArrayToken? array) || array.Length != 4)
        {
            return new PdfBox(0, 0, 0, 0);
        }

        double[] edges = [.. array.Data.Select(token => UglyToad.PdfPig.Parser.Parts.DirectObjectFinder.TryGet(token, PdfScanner, out NumericToken? number) ? number.Double : 0)];
        return PdfBox.Empty.With(edges[0], edges[1]).With(edges[2], edges[3]);
    }

    public override void RenderGlyph(
        IFont font,
        CurrentGraphicsState currentState,
        double fontSize,
        double pointSize,
        int code,
        string unicode,
        long currentOffset,
        in TransformationMatrix renderingMatrix,
        in TransformationMatrix textMatrix,
        in TransformationMatrix transformationMatrix,
        CharacterBoundingBox characterBoundingBox)
    {
        PdfFont known = options.Fonts[font, PdfScanner, FilterProvider];
        (string text, bool isUnmapped) = known.Read(code);
        TransformationMatrix matrix = renderingMatrix.Multiply(textMatrix).Multiply(transformationMatrix);
        (double right, double end) = matrix.Transform(characterBoundingBox.Width, 0);
        double size = Math.Round(Math.Sqrt((matrix.C * matrix.C) + (matrix.D * matrix.D)) * known.ScaleOf(text, characterBoundingBox.Width), 2);
        if (!double.IsFinite(matrix.E + matrix.F + right + end + size) || Joins(text))
        {
            return;
        }

        bool isInvisible = IsInvisible(currentState);
        double angle = matrix.B == 0 && matrix.A > 0 ? 0 : Math.Atan2(matrix.B, matrix.A) * 180 / Math.PI;
        PdfLetter letter = new(text, new PdfPoint(matrix.E, matrix.F), new PdfPoint(right, end), size, angle, known.IsBold, TextSequence, isUnmapped, isInvisible);
        (double middleX, double middleY) = matrix.Transform(characterBoundingBox.Width / 2, 0.3);
        if (letter.IsBlank || !IsHidden(letter, middleX, middleY, currentState))
        {
            Add(letter);
        }
        else if (matrix.F != _hiddenBaseline)
        {
            _hiddenBaseline = matrix.F;
            HiddenCount++;
        }
    }

    public override void PushState()
    {
        base.PushState();
        Paper.Push();
    }

    public override void PopState()
    {
        if (StackSize > 1)
        {
            Paper.Pop();
        }

        base.PopState();
    }

    public override void BeginSubpath()
    {
    }

    public override PdfPoint? CloseSubpath() => null;

    public override void MoveTo(double x, double y) => Paper.AddPoint(x, y, CurrentTransformationMatrix);

    public override void LineTo(double x, double y) => Paper.AddPoint(x, y, CurrentTransformationMatrix);

    public override void BezierCurveTo(double x2, double y2, double x3, double y3) => Paper.AddPoint(x3, y3, CurrentTransformationMatrix);

    public override void BezierCurveTo(double x1, double y1, double x2, double y2, double x3, double y3) => Paper.AddPoint(x3, y3, CurrentTransformationMatrix);

    public override void Rectangle(double x, double y, double width, double height) =>
        Paper.AddRectangle(new PdfBox(x, y, x + width, y + height), CurrentTransformationMatrix);

    public override void StrokePath(bool close) => Paper.EndPath();

    public override void FillPath(FillingRule fillingRule, bool close) => Fill();

    public override void FillStrokePath(FillingRule fillingRule, bool close) => Fill();

    public override void EndPath() => Paper.EndPath();

    public override void ClosePath() => Paper.EndPath();

    public override void ModifyClippingIntersect(FillingRule clippingRule) => Paper.ClipToPath();

    public override void PaintShading(NameToken shadingName) => Paper.FillClip();

    public override void BeginMarkedContent(NameToken name, NameToken? propertyDictionaryName, DictionaryToken? properties)
    {
    }

    public override void EndMarkedContent()
    {
    }

    protected override void ClipToRectangle(PdfRectangle rectangle, FillingRule clippingRule) =>
        Paper.Clip(PdfBox.Around(new PdfBox(rectangle.Left, rectangle.Bottom, rectangle.Right, rectangle.Top), CurrentTransformationMatrix));

    protected override void RenderXObjectImage(XObjectContentRecord xObjectContentRecord) => Paper.AddPicture(xObjectContentRecord.AppliedTransformation);

    protected override void RenderInlineImage(InlineImage inlineImage) => Paper.AddPicture(CurrentTransformationMatrix);

    protected override void ProcessOperations(IReadOnlyList<IGraphicsStateOperation> operations)
    {
        foreach (IGraphicsStateOperation operation in operations)
        {
            if (++_operationCount > MaxOperations)
            {
                throw DocumentReadException.TooLarge("operations on a page", MaxOperations);
            }

            operation.Run(this);
        }
    }

    protected override void ProcessFormXObject(StreamToken formStream, NameToken xObjectName)
    {
        options.Job.CancellationToken.ThrowIfCancellationRequested();
        if (++_formCount > MaxForms)
        {
            throw DocumentReadException.TooLarge("forms drawn on a page", MaxForms);
        }

        // Forms that draw themselves or each other never end.
        if (_formDepth < MaxFormDepth)
        {
            _formDepth++;
            base.ProcessFormXObject(formStream, xObjectName);
            _formDepth--;
        }
    }

    private void Fill() => Paper.FillPath(GetCurrentState() is { AlphaConstantNonStroking: > MinAlpha } state ? state.CurrentNonStrokingColor : UglyToad.PdfPig.Graphics.Colors.GrayColor.White);

    private void Add(PdfLetter letter)
    {
        _letters.Add(letter);
        _lastSequence = TextSequence;
        if (_letters.Count > options.Job.Options.MaxCharacters)
        {
            throw DocumentReadException.TooLarge("characters of text", options.Job.Options.MaxCharacters);
        }
    }

    // An accent after its letter is combined with it.
    private bool Joins(string text)
    {
        if (!Diacritics.IsInCombiningDiacriticRange(text) || _letters.Count == 0 || _lastSequence != TextSequence
            || !Diacritics.TryCombineDiacriticWithPreviousLetter(text, _letters[^1].Text, out string? joined))
        {
            return false;
        }

        _letters[^1] = _letters[^1] with { Text = joined };
        return true;
    }

    private bool IsHidden(PdfLetter letter, double middleX, double middleY, CurrentGraphicsState state)
    {
        if (letter.Size < MinSize || Paper.IsClipped(middleX, middleY, 0.2 * letter.Size))
        {
            return true;
        }

        return state.FontState.TextRenderingMode switch
        {
            TextRenderingMode.Neither or TextRenderingMode.NeitherClip => false,
            TextRenderingMode.Stroke or TextRenderingMode.StrokeClip => Paper.HasColorOfSurface(middleX, middleY, state.CurrentStrokingColor),
            TextRenderingMode.FillThenStroke or TextRenderingMode.FillThenStrokeClip =>
                Paper.HasColorOfSurface(middleX, middleY, state.CurrentNonStrokingColor) && Paper.HasColorOfSurface(middleX, middleY, state.CurrentStrokingColor),
            _ => Paper.HasColorOfSurface(middleX, middleY, state.CurrentNonStrokingColor),
        };
    }

    // The text layer of a scanned page is invisible.
    private static bool IsInvisible(CurrentGraphicsState state) => state.FontState.TextRenderingMode switch
    {
        TextRenderingMode.Neither => true,
        TextRenderingMode.Fill or TextRenderingMode.FillClip => state.AlphaConstantNonStroking < MinAlpha,
        TextRenderingMode.Stroke or TextRenderingMode.StrokeClip => state.AlphaConstantStroking < MinAlpha,
        _ => false,
    };
}
