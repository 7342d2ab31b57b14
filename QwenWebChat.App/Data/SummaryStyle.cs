namespace QwenWebChat.App.Data;

/// <summary>The form of a summary. Kept by name.</summary>
public enum SummaryStyle
{
    /// <summary>A few paragraphs with what matters to somebody who decides.</summary>
    Executive,

    Bullets,

    /// <summary>Longer, in the order of the document.</summary>
    Detailed,

    /// <summary>One part for each chapter, under its heading.</summary>
    Chapters,
}
