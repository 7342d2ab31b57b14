using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api.OpenAi.Files;

/// <summary>A file as OpenAI's clients read it: a document of the owner.</summary>
/// <param name="CreatedAt">The time of the upload in whole seconds since 1970.</param>
/// <param name="StatusDetails">The reason why it cannot be read; null if it can, or is not read yet.</param>
internal sealed record FileObject(string Id, long Bytes, long CreatedAt, string Filename, string Status, string? StatusDetails)
{
    public string Object { get; } = "file";

    /// <summary>Always the same: all files are read in messages and summaries.</summary>
    public string Purpose { get; } = "user_data";

    /// <summary>Always null: a file is stored until it is deleted.</summary>
    public long? ExpiresAt { get; }

    public static FileObject Of(Document document) => new(
        ObjectIds.Files.Of(document.Id), document.Bytes, document.CreatedAt.ToUnixTimeSeconds(), document.Name,
        document.State switch
        {
            DocumentState.Reading => "uploaded",
            DocumentState.Ready => "processed",
            _ => "error",
        },
        document.Failure is { } failure ? FileErrors.ReasonOf(failure, document.Name) : null);
}
