namespace QwenWebChat.App.Conversations;

/// <summary>The result of storing a draft.</summary>
public enum DraftOutcome
{
    Kept,

    /// <summary>It is longer than drafts may be; what was kept before stays.</summary>
    TooLong,

    /// <summary>The conversation or document of the draft no longer exists.</summary>
    Gone,
}
