namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Figures as they travel to a chart: short, and never one that JSON has no word for.</summary>
internal static class ChartWire
{
    // More than any axis or legend shows, and half of what a double writes.
    private const int Digits = 9;

    public static double?[] Of(IReadOnlyList<double?> values)
    {
        double?[] sent = new double?[values.Count];
        for (int i = 0; i < sent.Length; i++)
        {
            sent[i] = Round(values[i]);
        }

        return sent;
    }

    /// <summary>To the millisecond.</summary>
    public static double Time(double seconds) => Math.Round(seconds, 3);

    internal static double? Round(double? value)
    {
        if (value is not { } figure || !double.IsFinite(figure))
        {
            return null;
        }

        if (figure == 0)
        {
            return 0;
        }

        int decimals = Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(figure)));
        return decimals switch
        {
            <= 0 => Math.Round(figure),
            > 15 => 0,
            _ => Math.Round(figure, decimals),
        };
    }
}
