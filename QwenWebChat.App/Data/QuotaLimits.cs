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

    /// <summary>True if what is not set here is unlimited; false if other limits hold in its place.</summary>
    public bool IsUnlimitedOtherwise { get; init; }

    /// <summary>Returns these limits, and those of <paramref name="others"/> where none is set here.</summary>
    public QuotaLimits Or(QuotaLimits others) => IsUnlimitedOtherwise ? this : new()
    {
        TokensPerDay = TokensPerDay ?? others.TokensPerDay,
        TokensPerMonth = TokensPerMonth ?? others.TokensPerMonth,
        RequestsPerMinute = RequestsPerMinute ?? others.RequestsPerMinute,
        RequestsAtOnce = RequestsAtOnce ?? others.RequestsAtOnce,
        MaxPromptTokens = MaxPromptTokens ?? others.MaxPromptTokens,
    };

    /// <summary>Returns the most generous value of each limit among several sets, and the default where none of them says anything.</summary>
    public static QuotaLimits MostGenerous(IReadOnlyCollection<QuotaLimits> sets, QuotaLimits defaults) => sets.Count == 0 ? defaults : new()
    {
        TokensPerDay = Most(sets, limits => limits.TokensPerDay, defaults.TokensPerDay),
        TokensPerMonth = Most(sets, limits => limits.TokensPerMonth, defaults.TokensPerMonth),
        RequestsPerMinute = Most(sets, limits => limits.RequestsPerMinute, defaults.RequestsPerMinute),
        RequestsAtOnce = Most(sets, limits => limits.RequestsAtOnce, defaults.RequestsAtOnce),
        MaxPromptTokens = Most(sets, limits => limits.MaxPromptTokens, defaults.MaxPromptTokens),
    };

    private static T? Most<T>(IEnumerable<QuotaLimits> sets, Func<QuotaLimits, T?> limit, T? otherwise)
        where T : struct
    {
        T?[] values = [.. sets.Where(limits => limits.IsUnlimitedOtherwise || limit(limits) is not null).Select(limit)];
        return values.Length == 0 ? otherwise : values.Contains(null) ? null : values.Max();
    }
}
