namespace QwenWebChat.App.Conversations;

/// <summary>What came of keeping a draft.</summary>
public enum DraftOutcome
{
    Kept,

    /// <summary>It is longer than drafts may be; what was kept before stays.</summary>
    TooLong,

    /// <summary>What it is for is not there any more.</summary>
    Gone,
}
