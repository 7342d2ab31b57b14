namespace QwenWebChat.App.Data;

/// <summary>What kind of summary is asked for.</summary>
public sealed record SummaryOptions
{
    public SummaryStyle Style { get; init; } = SummaryStyle.Executive;

    /// <summary>About how many words; null to leave it to the style.</summary>
    public int? Words { get; init; }

    /// <summary>In which language, as its own name, such as <c>English</c> or <c>简体中文</c>; null for the document's.</summary>
    public string? Language { get; init; }

    /// <summary>A question that the summary is to answer above all; null for none.</summary>
    public string? Focus { get; init; }
}
