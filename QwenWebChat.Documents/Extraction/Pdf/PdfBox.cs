using UglyToad.PdfPig.Core;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>An axis-aligned rectangle on a page, in points from the lower left corner.</summary>
internal readonly record struct PdfBox(double Left, double Bottom, double Right, double Top)
{
    public static readonly PdfBox Empty = new(double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);

    public double Width => Math.Max(0, Right - Left);

    public double Height => Math.Max(0, Top - Bottom);

    public double Area => Width * Height;

    public bool Contains(double x, double y) => x >= Left && x <= Right && y >= Bottom && y <= Top;

    public PdfBox Intersect(PdfBox other) =>
        new(Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Min(Right, other.Right), Math.Min(Top, other.Top));

    /// <summary>Returns the smallest box that contains this one and a point.</summary>
    public PdfBox With(double x, double y) => new(Math.Min(Left, x), Math.Min(Bottom, y), Math.Max(Right, x), Math.Max(Top, y));

    /// <summary>Returns the axis-aligned box around a rectangle that a matrix rotates or scales.</summary>
    public static PdfBox Around(PdfBox box, in TransformationMatrix matrix)
    {
        PdfBox around = Empty;
        foreach ((double x, double y) in new[] { (box.Left, box.Bottom), (box.Right, box.Bottom), (box.Right, box.Top), (box.Left, box.Top) })
        {
            (double movedX, double movedY) = matrix.Transform(x, y);
            around = around.With(movedX, movedY);
        }

        return around;
    }
}
