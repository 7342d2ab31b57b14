namespace QwenWebChat.App.Data;

/// <summary>The styles of a summary. Stored by name.</summary>
public enum SummaryStyle
{
    /// <summary>A few paragraphs with the essentials for a decision.</summary>
    Executive,

    Bullets,

    /// <summary>A longer summary in the order of the document.</summary>
    Detailed,

    /// <summary>One section for each chapter, under its heading.</summary>
    Chapters,
}
