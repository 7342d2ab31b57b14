using Microsoft.Extensions.AI;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>A request for a summary.</summary>
/// <param name="Key">The API key that is charged; empty for none.</param>
/// <param name="File">The stored document, or a file that becomes one.</param>
/// <param name="CancelsOnDisconnect">True to stop the summary when the client goes away.</param>
internal sealed record SummaryOrder(Guid OwnerId, string Key, AIContent File, SummaryOptions Options, bool CancelsOnDisconnect)
{
    private const int MinWords = 20;
    private const int MaxWords = 5_000;
    private const int MaxLanguageLength = 60;
    private const int MaxFocusLength = 2_000;

    /// <exception cref="ApiException">A field is invalid.</exception>
    public static SummaryOrder Read(JsonField body, Guid ownerId, string key) => new(
        ownerId,
        key,
        FileOf(body),
        new SummaryOptions
        {
            Style = StyleOf(body["style"]),
            Words = body["words"].Integer(MinWords, MaxWords),
            Language = TextOf(body["language"], MaxLanguageLength),
            Focus = TextOf(body["focus"], MaxFocusLength),
        },
        // A summary may take an hour, and is stored: a lost connection is no wish to lose it.
        body["cancel_on_disconnect"].Flag() ?? false);

    private static AIContent FileOf(JsonField body) => body["file_id"].IsNull
        ? body["file"].IsNull ? throw ApiException.Invalid("file_id", "file_id is missing; it must be the id of a file, or file must hold one: file_data and filename.") : ContentParts.FileOf(body["file"])
        : FileField.Stored(body["file_id"]);

    private static SummaryStyle StyleOf(JsonField field) => field.Text() switch
    {
        null or "executive" => SummaryStyle.Executive,
        "bullets" => SummaryStyle.Bullets,
        "detailed" => SummaryStyle.Detailed,
        "chapters" => SummaryStyle.Chapters,
        { } other => throw ApiException.Invalid(field.Path, $"{field.Path} is {other}; it must be executive, bullets, detailed or chapters."),
    };

    private static string? TextOf(JsonField field, int maxLength) =>
        field.Text() is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= maxLength ? text
        : throw ApiException.Invalid(field.Path, $"{field.Path} has {text.Length} characters; at most {maxLength} are allowed.");
}
