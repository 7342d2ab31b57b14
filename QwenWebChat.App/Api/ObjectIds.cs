namespace QwenWebChat.App.Api;

/// <summary>The ids of stored objects as clients see them: a word for their type, and the id of the row.</summary>
/// <param name="type">The word, such as <c>file</c>.</param>
internal sealed class ObjectIds(string type)
{
    private const int MaxShown = 80;

    public static ObjectIds Files { get; } = new("file");

    public static ObjectIds Summaries { get; } = new("summary");

    public string Of(Guid id) => $"{type}-{id:N}";

    /// <summary>Reads the id of an object that may or may not exist.</summary>
    /// <param name="field">The field of the request that has it; null for none.</param>
    /// <exception cref="ApiException">It is no id of this type, so there is no such object.</exception>
    public Guid Parse(string? text, string? field = null) =>
        text is not null && text.StartsWith($"{type}-", StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(type.Length + 1), "N", out Guid id) ? id : throw NotFound(text, field);

    /// <summary>The error of an object that does not exist, or belongs to another owner.</summary>
    public ApiException NotFound(string? text, string? field = null)
    {
        string shown = text is { Length: > MaxShown } ? $"{text[..MaxShown]}…" : text ?? "";
        return new ApiException(StatusCodes.Status404NotFound, $"There is no {type} {shown}.") { Field = field, Code = $"{type}_not_found" };
    }
}
