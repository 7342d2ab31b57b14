namespace QwenWebChat.App.Data;

/// <summary>The options of a summary.</summary>
public sealed record SummaryOptions
{
    public SummaryStyle Style { get; init; } = SummaryStyle.Executive;

    /// <summary>The approximate number of words; null to let the style decide.</summary>
    public int? Words { get; init; }

    /// <summary>The language by its own name, such as <c>English</c> or <c>简体中文</c>; null for the document's language.</summary>
    public string? Language { get; init; }

    /// <summary>A question that the summary should answer first; null for none.</summary>
    public string? Focus { get; init; }
}
