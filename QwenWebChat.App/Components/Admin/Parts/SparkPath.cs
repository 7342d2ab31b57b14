using System.Globalization;
using System.Text;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>The paths of a spark line: one stretch for each run of values without a gap.</summary>
internal static class SparkPath
{
    /// <summary>A place a second.</summary>
    public const int Places = 60;

    public const int Width = 118;
    public const int Height = 28;

    // Room for the line's own width.
    private const double Inset = 1.5;

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
        double end = 0;
        bool isOpen = false;
        for (int i = first; i < values.Count; i++)
        {
            if (Finite(values[i]) is not { } value)
            {
                Close(area, end, ref isOpen);
                continue;
            }

            double x = Width - ((values.Count - 1 - i) * (double)Width / (Places - 1));
            double y = Height - Inset - (largest > 0 ? Math.Clamp(value / largest, 0, 1) * (Height - (2 * Inset)) : 0);
            if (!isOpen)
            {
                area.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {Height}L{x:0.#} {y:0.#}");
                // A length of its own, so that a value between two gaps is seen.
                line.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}h.1");
            }
            else
            {
                area.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
                line.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {y:0.#}");
            }

            isOpen = true;
            end = x;
        }

        Close(area, end, ref isOpen);
        return (line.ToString(), area.ToString());
    }

    private static void Close(StringBuilder area, double x, ref bool isOpen)
    {
        if (isOpen)
        {
            area.Append(CultureInfo.InvariantCulture, $"L{x:0.#} {Height}Z");
            isOpen = false;
        }
    }

    private static double? Finite(double? value) => value is { } figure && double.IsFinite(figure) ? figure : null;
}
