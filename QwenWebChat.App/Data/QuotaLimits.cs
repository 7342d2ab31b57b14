namespace QwenWebChat.App.Data;

/// <summary>A set of limits. A limit that is null is not set.</summary>
public sealed record QuotaLimits
{
    public static QuotaLimits None { get; } = new();

    /// <summary>Maximum number of computed prompt tokens and generated tokens in a calendar day of the server.</summary>
    public long? TokensPerDay { get; init; }

    /// <summary>Maximum number of computed prompt tokens and generated tokens in a calendar month of the server.</summary>
    public long? TokensPerMonth { get; init; }

    /// <summary>Maximum number of requests within 60 seconds.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Maximum number of running and waiting requests.</summary>
    public int? RequestsAtOnce { get; init; }

    /// <summary>Maximum number of tokens of one prompt.</summary>
    public int? MaxPromptTokens { get; init; }

    /// <summary>Returns these limits, and those of <paramref name="defaults"/> where none is set here.</summary>
    public QuotaLimits Or(QuotaLimits defaults) => new()
    {
        TokensPerDay = TokensPerDay ?? defaults.TokensPerDay,
        TokensPerMonth = TokensPerMonth ?? defaults.TokensPerMonth,
        RequestsPerMinute = RequestsPerMinute ?? defaults.RequestsPerMinute,
        RequestsAtOnce = RequestsAtOnce ?? defaults.RequestsAtOnce,
        MaxPromptTokens = MaxPromptTokens ?? defaults.MaxPromptTokens,
    };
}
