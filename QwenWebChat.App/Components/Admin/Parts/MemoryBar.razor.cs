using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Shared;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Shows a memory by its parts, as one bar with a row of numbers for each part.</summary>
public sealed partial class MemoryBar
{
    /// <summary>The kind of memory: RAM or GPU memory.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>The parts of the bar in their order, at most eight; a part of zero bytes keeps its row.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<MemoryPart> Parts { get; set; } = [];

    [Parameter, EditorRequired]
    public long TotalBytes { get; set; }

    [Parameter]
    public string? TestId { get; set; }

    private long UsedBytes => Parts.Sum(part => part.Bytes);

    private long FreeBytes => Math.Max(0, TotalBytes - UsedBytes);

    private string Use => MemoryShares.Use(UsedBytes, TotalBytes, (used, total) => Text["DashMemoryUse", used, total]);

    private static string Bytes(long bytes) => bytes == 0 ? "0" : UiFormats.Bytes(bytes);

    private string Style(MemoryPart part) =>
        FormattableString.Invariant($"background:var({part.Color});width:{100.0 * part.Bytes / Math.Max(1, Math.Max(UsedBytes, TotalBytes)):0.###}%");
}
