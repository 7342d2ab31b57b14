using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Follows what lies on a page while it is drawn, as far as upright boxes tell: the surfaces that text may stand on, the
/// pictures, and the area outside of which nothing is drawn.
/// </summary>
internal sealed class PdfPaper(PdfBox page)
{
    // What lies below a letter is looked for from the top: maps fill thousands of areas, and their text is drawn last.
    private const int MaxSurfaces = 500;

    // Differences that an eye does not see.
    private const double SameColor = 0.04;

    private static readonly (double Red, double Green, double Blue) White = (1, 1, 1);

    // Lines are drawn as narrow areas, too.
    private const double LeastSide = 3;

    private readonly Stack<PdfBox> _clips = new([page]);
    private readonly List<(PdfBox Box, (double Red, double Green, double Blue)? Color)> _surfaces = [];
    private PdfBox _path = PdfBox.Empty;
    private int _rectangleCount;
    private bool _hasOther;
    private double _pictureArea;

    public int PictureCount { get; private set; }

    public double PictureShare => page.Area > 0 ? Math.Min(1, _pictureArea / page.Area) : 0;

    public void Push() => _clips.Push(_clips.Peek());

    public void Pop() => _clips.Pop();

    /// <summary>Starts anew with the whole page, for what is laid onto it.</summary>
    public void Reset()
    {
        _clips.Clear();
        _clips.Push(page);
        EndPath();
    }

    public void AddPoint(double x, double y, in TransformationMatrix matrix)
    {
        (double movedX, double movedY) = matrix.Transform(x, y);
        _path = _path.With(movedX, movedY);
        _hasOther = true;
    }

    public void AddRectangle(PdfBox rectangle, in TransformationMatrix matrix)
    {
        PdfBox around = PdfBox.Around(rectangle, matrix);
        _path = _path.With(around.Left, around.Bottom).With(around.Right, around.Top);
        _rectangleCount++;
    }

    public void EndPath() => (_path, _rectangleCount, _hasOther) = (PdfBox.Empty, 0, false);

    /// <summary>What is drawn from now on is seen only within the path.</summary>
    public void ClipToPath()
    {
        // A path without a point is a mistake of the writer, and readers pass over it.
        if (_path != PdfBox.Empty)
        {
            Clip(_path);
        }
    }

    public void Clip(PdfBox box) => _clips.Push(_clips.Pop().Intersect(box));

    public void FillPath(IColor? color)
    {
        // Other shapes may have holes.
        AddSurface(_path, _rectangleCount == 1 && !_hasOther ? Rgb(color) : null);
        EndPath();
    }

    /// <summary>A surface of colors that are not known.</summary>
    public void FillClip() => AddSurface(_clips.Peek(), null);

    public void AddPicture(in TransformationMatrix matrix)
    {
        PdfBox box = PdfBox.Around(new PdfBox(0, 0, 1, 1), matrix).Intersect(_clips.Peek());
        PictureCount++;
        _pictureArea += box.Area;
        AddSurface(box, null);
    }

    /// <summary>Whether a point lies where nothing is drawn.</summary>
    /// <param name="tolerance">How far outside it may lie.</param>
    public bool IsClipped(double x, double y, double tolerance)
    {
        PdfBox clip = _clips.Peek();
        return !new PdfBox(clip.Left - tolerance, clip.Bottom - tolerance, clip.Right + tolerance, clip.Top + tolerance).Contains(x, y);
    }

    /// <summary>Whether text of a color cannot be told from what lies below it.</summary>
    public bool HasColorOfSurface(double x, double y, IColor? color)
    {
        if (Rgb(color) is not { } text || _surfaces.Count == MaxSurfaces || !(IsSame(text, White) || _surfaces.Exists(surface => IsSame(text, surface.Color))))
        {
            return false;
        }

        int index = _surfaces.FindLastIndex(candidate => candidate.Box.Contains(x, y));
        return IsSame(text, index < 0 ? White : _surfaces[index].Color);
    }

    private void AddSurface(PdfBox box, (double Red, double Green, double Blue)? color)
    {
        PdfBox seen = box.Intersect(_clips.Peek());
        if (seen.Width > LeastSide && seen.Height > LeastSide && _surfaces.Count < MaxSurfaces)
        {
            _surfaces.Add((seen, color));
        }
    }

    private static bool IsSame((double Red, double Green, double Blue) one, (double Red, double Green, double Blue)? other) =>
        other is var (red, green, blue) && Math.Abs(red - one.Red) < SameColor && Math.Abs(green - one.Green) < SameColor && Math.Abs(blue - one.Blue) < SameColor;

    // Null for patterns, which have no single color.
    private static (double Red, double Green, double Blue)? Rgb(IColor? color) => color switch
    {
        null => (0, 0, 0),
        PatternColor => null,
        _ => color.ToRGBValues(),
    };
}
