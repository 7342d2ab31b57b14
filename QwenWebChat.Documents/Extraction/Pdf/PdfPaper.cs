using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Tracks the state of a page while it is drawn, with axis-aligned boxes: the surfaces behind text, the pictures, and the
/// clipping area.
/// </summary>
internal sealed class PdfPaper(PdfBox page)
{
    // Surfaces below a letter are searched from the top: maps fill thousands of areas, and their text is drawn last.
    private const int MaxSurfaces = 500;

    // A color difference that the eye does not see.
    private const double SameColor = 0.04;

    private static readonly (double Red, double Green, double Blue) White = (1, 1, 1);

    // Lines are also drawn as narrow areas.
    private const double MinSide = 3;

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

    /// <summary>Resets the state to the whole page, for its annotations.</summary>
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

    /// <summary>Clips further drawing to the path.</summary>
    public void ClipToPath()
    {
        // An empty path is an error of the writer, and viewers ignore it.
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

    /// <summary>Adds a surface of unknown colors.</summary>
    public void FillClip() => AddSurface(_clips.Peek(), null);

    public void AddPicture(in TransformationMatrix matrix)
    {
        PdfBox box = PdfBox.Around(new PdfBox(0, 0, 1, 1), matrix).Intersect(_clips.Peek());
        PictureCount++;
        _pictureArea += box.Area;
        AddSurface(box, null);
    }

    /// <summary>Returns true if a point is outside of the clipping area.</summary>
    /// <param name="tolerance">The accepted distance from the area.</param>
    public bool IsClipped(double x, double y, double tolerance)
    {
        PdfBox clip = _clips.Peek();
        return !new PdfBox(clip.Left - tolerance, clip.Bottom - tolerance, clip.Right + tolerance, clip.Top + tolerance).Contains(x, y);
    }

    /// <summary>Returns true if text of a color cannot be distinguished from the surface below it.</summary>
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
        if (seen.Width > MinSide && seen.Height > MinSide && _surfaces.Count < MaxSurfaces)
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
