using System.Linq.Expressions;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Converts the engine's records to database rows, and both to the lines that the pages show.</summary>
internal static class RequestRows
{
    /// <summary>
    /// Converts a row without its prompt and with the user's id instead of the name; the database computes it.
    /// </summary>
    public static readonly Expression<Func<ServedRequest, RequestLine>> ToLine = row => new RequestLine
    {
        Id = row.Id,
        Number = row.Number,
        UserId = row.UserId,
        User = row.UserId,
        Kind = row.Kind,
        Model = row.Model,
        ArrivedAt = row.ArrivedAt,
        PromptTokens = row.PromptTokens,
        CachedTokens = row.CachedTokens,
        NewTokens = row.NewTokens,
        Queue = TimeOf(row.QueueMicroseconds),
        TimeToFirstToken = TimeOf(row.TimeToFirstTokenMicroseconds),
        Decode = TimeOf(row.DecodeMicroseconds),
        TokensPerSecond = row.TokensPerSecond,
        InterTokenP50 = TimeOf(row.InterTokenP50Microseconds),
        InterTokenP95 = TimeOf(row.InterTokenP95Microseconds),
        InterTokenMax = TimeOf(row.InterTokenMaxMicroseconds),
        EndToEnd = TimeOf(row.EndToEndMicroseconds)!.Value,
        PreemptionCount = row.PreemptionCount,
        Outcome = row.Outcome,
        Error = row.Error,
    };

    /// <param name="record">The record of a request that has ended.</param>
    public static ServedRequest ToRow(RequestRecord record, string? promptText) => new()
    {
        Id = record.Id,
        ArrivedAt = record.ArrivedAt,
        Kind = KindOf(record.Kind),
        Outcome = OutcomeOf(record.Outcome) ?? throw new ArgumentException($"Request {record.Id} has not ended yet.", nameof(record)),
        UserId = record.UserId,
        Model = record.Model,
        PromptTokens = record.PromptTokens,
        CachedTokens = record.CachedTokens,
        NewTokens = record.NewTokens,
        QueueMicroseconds = MicrosecondsOf(record.Queue),
        TimeToFirstTokenMicroseconds = MicrosecondsOf(record.TimeToFirstToken),
        DecodeMicroseconds = MicrosecondsOf(record.Decode),
        TokensPerSecond = record.TokensPerSecond,
        InterTokenP50Microseconds = MicrosecondsOf(record.InterTokenP50),
        InterTokenP95Microseconds = MicrosecondsOf(record.InterTokenP95),
        InterTokenMaxMicroseconds = MicrosecondsOf(record.InterTokenMax),
        EndToEndMicroseconds = MicrosecondsOf(record.EndToEnd)!.Value,
        PreemptionCount = record.PreemptionCount,
        Error = record.Error,
        PromptText = promptText,
    };

    /// <param name="user">The user's name.</param>
    public static RequestLine ToLiveLine(RequestRecord record, string user) => new()
    {
        Id = record.Id,
        UserId = record.UserId,
        User = user,
        Kind = KindOf(record.Kind),
        Model = record.Model,
        ArrivedAt = record.ArrivedAt,
        PromptTokens = record.PromptTokens,
        CachedTokens = record.CachedTokens,
        ReadTokens = record.ReadTokens,
        NewTokens = record.NewTokens,
        Queue = record.Queue,
        TimeToFirstToken = record.TimeToFirstToken,
        Decode = record.Decode,
        TokensPerSecond = record.TokensPerSecond,
        InterTokenP50 = record.InterTokenP50,
        InterTokenP95 = record.InterTokenP95,
        InterTokenMax = record.InterTokenMax,
        EndToEnd = record.EndToEnd,
        PreemptionCount = record.PreemptionCount,
        Outcome = OutcomeOf(record.Outcome),
        Error = record.Error,
    };

    private static TimeSpan? TimeOf(long? microseconds) => microseconds is { } count ? TimeSpan.FromMicroseconds(count) : null;

    private static long? MicrosecondsOf(TimeSpan? time) => time is { } value ? value.Ticks / TimeSpan.TicksPerMicrosecond : null;

    private static ServedKind KindOf(RequestKind kind) => kind switch
    {
        RequestKind.Chat => ServedKind.Chat,
        RequestKind.Document => ServedKind.Document,
        RequestKind.Title => ServedKind.Title,
        RequestKind.Api => ServedKind.Api,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind of request is unknown."),
    };

    private static ServedOutcome? OutcomeOf(RequestOutcome? outcome) => outcome switch
    {
        null => null,
        RequestOutcome.Stop => ServedOutcome.Stop,
        RequestOutcome.Length => ServedOutcome.Length,
        RequestOutcome.Abort => ServedOutcome.Abort,
        RequestOutcome.Error => ServedOutcome.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "The outcome is unknown."),
    };
}
