namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>How much of a memory something takes, in words.</summary>
internal static class MemoryShares
{
    /// <summary><c>23 %</c>; what is there but less than one percent is not written as none.</summary>
    public static string Share(long bytes, long total) => total <= 0 ? "–"
        : bytes > 0 && bytes < total * 0.01 ? "<\u00a0" + UiFormats.Percent(0.01)
        : UiFormats.Percent((double)bytes / total);

    /// <summary><c>12.4 of 24.0 GB</c>: the unit once where both have the same.</summary>
    public static string Use(long used, long total, Func<string, string, string> words)
    {
        (StatFigure first, StatFigure second) = (StatFigure.Of(ChartUnit.Bytes, used), StatFigure.Of(ChartUnit.Bytes, total));
        return words(first.Unit == second.Unit ? first.Figure! : UiFormats.Bytes(used), UiFormats.Bytes(total));
    }
}
