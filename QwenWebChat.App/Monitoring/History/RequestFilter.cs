using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Which requests. What is empty or null lets all through.</summary>
public sealed record RequestFilter
{
    public static readonly RequestFilter None = new();

    /// <summary>Found in the user's name, the model or the error, or at the beginning of the request's id; capitals or not.</summary>
    public string? Text { get; init; }

    public IReadOnlyList<ServedKind> Kinds { get; init; } = [];

    public IReadOnlyList<ServedOutcome> Outcomes { get; init; } = [];

    /// <summary>Arrived then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrived before.</summary>
    public DateTimeOffset? To { get; init; }

    public TimeSpan? MinEndToEnd { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Kinds.Count == 0 && Outcomes.Count == 0 && From is null && To is null && MinEndToEnd is null;

    /// <summary>As the database decides, for a request that is not in it yet.</summary>
    public bool Matches(RequestLine line) =>
        (Kinds.Count == 0 || Kinds.Contains(line.Kind))
        && (Outcomes.Count == 0 || (line.Outcome is { } outcome && Outcomes.Contains(outcome)))
        && !(line.ArrivedAt < From)
        && !(line.ArrivedAt >= To)
        && !(line.EndToEnd < MinEndToEnd)
        && (string.IsNullOrWhiteSpace(Text) || MatchesText(line, Text.Trim()));

    private static bool MatchesText(RequestLine line, string text) =>
        // An id stands there where there is no name: letters of it are nobody's name.
        (line.User != line.UserId && line.User.Contains(text, StringComparison.OrdinalIgnoreCase))
        || line.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (line.Error?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
        || line.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase);
}
