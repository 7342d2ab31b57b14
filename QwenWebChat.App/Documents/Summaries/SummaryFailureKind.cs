namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The reasons why a summary cannot continue.</summary>
public enum SummaryFailureKind
{
    /// <summary>No model is loaded, or the model cannot count tokens.</summary>
    NoModel,

    /// <summary>The document has no text.</summary>
    NoText,

    /// <summary>The document's text is gone or has changed.</summary>
    DocumentChanged,

    /// <summary>A section with its prompt and answer does not fit the model's context.</summary>
    ContextTooShort,

    /// <summary>A limit of the account is reached.</summary>
    QuotaExceeded,

    /// <summary>The model generated nothing for a section, twice, or was interrupted.</summary>
    SectionFailed,

    /// <summary>Another error; the log has the details.</summary>
    Failed,
}
