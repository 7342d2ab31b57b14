namespace QwenWebChat.Inference.Metrics;

/// <summary>The limits of an account or a key that can refuse a request.</summary>
public enum QuotaLimit
{
    /// <summary>Computed prompt tokens and generated tokens in a calendar day.</summary>
    TokensPerDay,

    /// <summary>Computed prompt tokens and generated tokens in a calendar month.</summary>
    TokensPerMonth,

    /// <summary>Requests within 60 seconds.</summary>
    RequestsPerMinute,

    /// <summary>Running and waiting requests.</summary>
    RequestsAtOnce,

    /// <summary>The tokens of one prompt.</summary>
    PromptTokens,
}
