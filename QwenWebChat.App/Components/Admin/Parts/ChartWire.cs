namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Prepares values for their transfer to a chart: short, and without values that JSON cannot represent.</summary>
internal static class ChartWire
{
    // More than any axis or legend shows, and half the digits of a double.
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

    /// <summary>Rounds a time to milliseconds.</summary>
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
