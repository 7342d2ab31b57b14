using System.Globalization;
using System.Text;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>
/// The paths of a spark line: one stretch for each run of values without a gap. They are sent anew each second, so they are
/// whole numbers and steps from point to point: <c>1-13</c> is one place to the right and thirteen up.
/// </summary>
internal static class SparkPath
{
    /// <summary>A place a second.</summary>
    public const int Places = 60;

    /// <summary>Of the picture, in its own measure: a place across, a tenth of a pixel down.</summary>
    public const int Width = Places - 1;

    public const int Height = 280;

    // Room for the line's own width.
    private const int Inset = 15;

    /// <summary>The line, and the area below it. The latest value stands at the right; zero is the ground.</summary>
    public static (string Line, string Area) Of(IReadOnlyList<double?> values, double? top = null)
    {
        int first = Math.Max(0, values.Count - Places);
        double largest = top ?? 0;
        for (int i = first; i < values.Count; i++)
        {
            largest = Math.Max(largest, Finite(values[i]) ?? 0);
        }

        StringBuilder line = new();
        StringBuilder area = new();
        int? last = null;
        for (int i = first; i < values.Count; i++)
        {
            int? y = Finite(values[i]) is { } value ? Height - Inset - (int)Math.Round(Share(value, largest) * (Height - (2 * Inset))) : null;
            Append(line, area, Width - (values.Count - 1 - i), y, last);
            last = y;
        }

        Close(area, last);
        return (line.ToString(), area.ToString());
    }

    private static void Append(StringBuilder line, StringBuilder area, int x, int? y, int? last)
    {
        if (y is not { } height)
        {
            Close(area, last);
        }
        else if (last is { } before)
        {
            string step = string.Create(CultureInfo.InvariantCulture, $" 1{(height >= before ? " " : "")}{height - before}");
            line.Append(step);
            area.Append(step);
        }
        else
        {
            // A step of no length: the round end of the line is seen where a value stands between two gaps.
            line.Append(CultureInfo.InvariantCulture, $"M{x} {height}l0 0");
            area.Append(CultureInfo.InvariantCulture, $"M{x} {Height}V{height}l0 0");
        }
    }

    private static void Close(StringBuilder area, int? last)
    {
        if (last is not null)
        {
            area.Append(CultureInfo.InvariantCulture, $"V{Height}Z");
        }
    }

    private static double Share(double value, double largest) => largest > 0 ? Math.Clamp(value / largest, 0, 1) : 0;

    private static double? Finite(double? value) => value is { } figure && double.IsFinite(figure) ? figure : null;
}
