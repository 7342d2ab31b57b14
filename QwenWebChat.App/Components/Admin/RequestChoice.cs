using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Components.Admin;

/// <summary>The filter and time range that the user selected for the table of requests.</summary>
/// <param name="Range">A time range up to now, such as the last hour; null for all times.</param>
public sealed record RequestChoice(RequestFilter Filter, TimeSpan? Range)
{
    public static readonly RequestChoice All = new(RequestFilter.None, null);

    public bool IsEmpty => Filter.IsEmpty && Range is null;

    public RequestFilter At(DateTimeOffset now) => Range is { } range ? Filter with { From = now - range } : Filter;
}
