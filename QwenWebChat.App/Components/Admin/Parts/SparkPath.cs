using System.Globalization;
using System.Text;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>
/// Builds the SVG paths of a spark line, one subpath for each run of values without a gap. The paths are sent each second,
/// so they use integers and relative moves: <c>1-13</c> is one unit right and thirteen up.
/// </summary>
internal static class SparkPath
{
    /// <summary>The number of points, one for each second.</summary>
    public const int Places = 60;

    /// <summary>The width of the picture in its own units: one unit for each point; heights are in tenths of a pixel.</summary>
    public const int Width = Places - 1;

    public const int Height = 280;

    // Space for the width of the line itself.
    private const int Inset = 15;

    /// <summary>Returns the line, and the area below it. The latest value is at the right; zero is at the bottom.</summary>
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
            // A segment of zero length: its round cap shows a single value between two gaps.
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
