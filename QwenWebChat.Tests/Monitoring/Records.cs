using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>Requests to begin with.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Noon = new(2025, 6, 10, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A request that waits.</summary>
    public static RequestRecord Waiting(string user = "ada", RequestKind kind = RequestKind.Chat) => new()
    {
        Id = Guid.NewGuid(),
        UserId = user,
        Kind = kind,
        Model = "Qwen2.5-7B-Instruct",
        ArrivedAt = Noon,
        PromptTokens = 12_480,
        EndToEnd = TimeSpan.FromMilliseconds(10),
    };

    /// <summary>One that writes.</summary>
    public static RequestRecord Decoding(this RequestRecord record) => record with
    {
        CachedTokens = 8_192,
        NewTokens = 21,
        AcceptedTokens = 7,
        Queue = TimeSpan.FromMilliseconds(12),
        TimeToFirstToken = TimeSpan.FromMilliseconds(850),
        Decode = TimeSpan.FromSeconds(2),
        InterTokenP50 = TimeSpan.FromMilliseconds(95),
        InterTokenP95 = TimeSpan.FromMilliseconds(130),
        InterTokenMax = TimeSpan.FromMilliseconds(210),
        EndToEnd = TimeSpan.FromMilliseconds(2870),
        PreemptionCount = 1,
    };

    /// <summary>One that is over.</summary>
    public static RequestRecord Ended(this RequestRecord record, FinishReason reason = FinishReason.Stop, string? error = null) =>
        record with { FinishReason = reason, Error = error };
}
