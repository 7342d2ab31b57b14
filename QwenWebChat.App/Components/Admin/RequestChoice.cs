using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Which requests the reader of their table wants to see.</summary>
/// <param name="Range">Of the last hour, say; null for all times.</param>
public sealed record RequestChoice(RequestFilter Filter, TimeSpan? Range)
{
    public static readonly RequestChoice All = new(RequestFilter.None, null);

    public bool IsEmpty => Filter.IsEmpty && Range is null;

    public RequestFilter At(DateTimeOffset now) => Range is { } range ? Filter with { From = now - range } : Filter;
}
