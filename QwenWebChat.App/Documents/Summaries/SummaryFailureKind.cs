namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Why a summary cannot go on.</summary>
public enum SummaryFailureKind
{
    /// <summary>No model is loaded, or one that cannot count.</summary>
    NoModel,

    /// <summary>The document has no text.</summary>
    NoText,

    /// <summary>The document's text is gone or has changed.</summary>
    DocumentChanged,

    /// <summary>A section with its prompt and answer does not fit the model's context.</summary>
    ContextTooShort,

    /// <summary>The model wrote nothing for a section, twice, or broke off.</summary>
    SectionFailed,

    /// <summary>Something else; it is in the log.</summary>
    Failed,
}
