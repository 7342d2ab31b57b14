using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Data;

/// <summary>An uploaded file. Its bytes and its text are files beside the database.</summary>
public sealed record Document
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>The folder of the owner that it is in; null for none.</summary>
    public Guid? FolderId { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    public required long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the deletion, which can be undone until the document is removed; null if it is not deleted.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public DocumentState State { get; init; }

    /// <summary>The reason why the file could not be read; null unless the state is <see cref="DocumentState.Failed"/>.</summary>
    public DocumentReadError? Failure { get; init; }

    /// <summary>The number of readings that have begun since one last ended.</summary>
    public int ReadingAttempts { get; init; }

    /// <summary>The detected format; null until the file was read.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>The number of pages; 0 if the format has no pages.</summary>
    public int PageCount { get; init; }

    public int CharacterCount { get; init; }

    /// <summary>The tokens of the text as last counted by a loaded model; null if none has counted them.</summary>
    public int? TokenCount { get; init; }
}
