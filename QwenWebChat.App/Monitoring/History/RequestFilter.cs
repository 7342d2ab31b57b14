using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Selects requests. Empty and null conditions match everything.</summary>
public sealed record RequestFilter
{
    public static readonly RequestFilter None = new();

    /// <summary>
    /// Text contained in the user's name, the model or the error, or at the start of the request's id; case-insensitive.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>The id of the only user whose requests are selected.</summary>
    public string? UserId { get; init; }

    public IReadOnlyList<RequestKind> Kinds { get; init; } = [];

    public IReadOnlyList<FinishReason> FinishReasons { get; init; } = [];

    /// <summary>Only requests that arrived at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only requests that arrived before this time.</summary>
    public DateTimeOffset? To { get; init; }

    public TimeSpan? MinEndToEnd { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && UserId is null && Kinds.Count == 0 && FinishReasons.Count == 0 && From is null && To is null && MinEndToEnd is null;

    /// <summary>Applies the same conditions as the database, to a request that is not in it yet.</summary>
    /// <param name="user">The user's name, or the id if the name is unknown.</param>
    public bool Matches(RequestRecord request, string user) =>
        (UserId is null || UserId == request.UserId)
        && (Kinds.Count == 0 || Kinds.Contains(request.Kind))
        && (FinishReasons.Count == 0 || (request.FinishReason is { } reason && FinishReasons.Contains(reason)))
        && !(request.ArrivedAt < From)
        && !(request.ArrivedAt >= To)
        && !(request.EndToEnd < MinEndToEnd)
        && (string.IsNullOrWhiteSpace(Text) || MatchesText(request, user, Text.Trim()));

    private static bool MatchesText(RequestRecord request, string user, string text) =>
        // An id replaces a missing name, and parts of an id must not match as a name.
        (user != request.UserId && user.Contains(text, StringComparison.OrdinalIgnoreCase))
        || request.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (request.Error?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false)
        || request.Id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase);
}
