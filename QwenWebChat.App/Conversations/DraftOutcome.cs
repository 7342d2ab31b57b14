namespace QwenWebChat.App.Conversations;

/// <summary>The result of storing a draft.</summary>
public enum DraftOutcome
{
    Kept,

    /// <summary>The draft is longer than the maximum. The stored draft is unchanged.</summary>
    TooLong,

    /// <summary>The conversation or document of the draft no longer exists.</summary>
    Gone,
}
