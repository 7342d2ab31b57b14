namespace QwenWebChat.App.Data;

/// <summary>The usage of an account on a day, by key. Deleting conversations or documents leaves it as it is.</summary>
internal sealed record TokenUsage
{
    public required Guid AccountId { get; init; }

    /// <summary>The API key; empty for the pages.</summary>
    public required string Key { get; init; }

    /// <summary>The day on which the requests ended, in the server's time zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Prompt tokens that were computed; tokens found in a prefix cache are not.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Generated tokens.</summary>
    public long NewTokens { get; init; }

    /// <summary>Ended requests.</summary>
    public long RequestCount { get; init; }

    /// <summary>Returns the sum of this row and another of the same account, key and day.</summary>
    public TokenUsage Plus(TokenUsage other) => this with
    {
        PromptTokens = PromptTokens + other.PromptTokens,
        NewTokens = NewTokens + other.NewTokens,
        RequestCount = RequestCount + other.RequestCount,
    };
}
