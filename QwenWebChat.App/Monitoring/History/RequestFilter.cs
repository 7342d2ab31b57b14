using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Selects requests. Empty and null conditions match everything.</summary>
public sealed record RequestFilter
{
    public static readonly RequestFilter None = new();

    /// <summary>
    /// Text contained in the user's name, the model or the error, or at the start of the request's id; case-insensitive.
    /// </summary>
    public string? Text { get; init; }

    public IReadOnlyList<ServedKind> Kinds { get; init; } = [];

    public IReadOnlyList<ServedOutcome> Outcomes { get; init; } = [];

    /// <summary>Only requests that arrived at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only requests that arrived before this time.</summary>
    public DateTimeOffset? To { get; init; }

    public TimeSpan? MinEndToEnd { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Kinds.Count == 0 && Outcomes.Count == 0 && From is null && To is null && MinEndToEnd is null;

    /// <summary>Applies the same conditions as the database, to a request that is not in it yet.</summary>
    public bool Matches(RequestLine line) =>
        (Kinds.Count == 0 || Kinds.Contains(line.Kind))
        && (Outcomes.Count == 0 || (line.Outcome is { } outcome && Outcomes.Contains(outcome)))
        && !(line.ArrivedAt < From)
        && !(line.ArrivedAt >= To)
        && !(line.EndToEnd < MinEndToEnd)
        && (string.IsNullOrWhiteSpace(Text) || MatchesText(line, Text.Trim()));

    private static bool MatchesText(RequestLine line, string text) =>
        // An id replaces a missing name, and parts of an id must not match as a name.
        (line.User != line.UserId && line.User.Contains(text, StringComparison.OrdinalIgnoreCase))
        || line.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (line.Error?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
        || line.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase);
}
