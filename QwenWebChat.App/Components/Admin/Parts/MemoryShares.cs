using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Formats the memory that a part takes.</summary>
internal static class MemoryShares
{
    /// <summary>Formats a share such as <c>23 %</c>; a nonzero share below one percent is not written as zero.</summary>
    public static string Share(long bytes, long total) => total <= 0 ? "–"
        : bytes > 0 && bytes < total * 0.01 ? "<\u00a0" + UiFormats.Percent(0.01)
        : UiFormats.Percent((double)bytes / total);

    /// <summary>Formats <c>12.4 of 24.0 GB</c>, with the unit once if both have the same.</summary>
    public static string Use(long used, long total, Func<string, string, string> words)
    {
        (StatFigure first, StatFigure second) = (StatFigure.Of(MetricUnit.Bytes, used), StatFigure.Of(MetricUnit.Bytes, total));
        return words(first.Unit == second.Unit ? first.Figure! : UiFormats.Bytes(used), UiFormats.Bytes(total));
    }
}
