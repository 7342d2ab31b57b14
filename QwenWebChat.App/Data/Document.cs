namespace QwenWebChat.App.Data;

/// <summary>A file that an owner uploaded to be read. Its bytes and its text lie in files beside the database.</summary>
internal sealed class Document
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>The file's name.</summary>
    public required string Name { get; set; }

    public required long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was thrown away; it can be brought back until it is removed.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public DocumentState State { get; set; }

    /// <summary>Why it could not be read: a name of the extraction's errors.</summary>
    public string? Failure { get; set; }

    /// <summary>Number of readings that have begun since one last ended.</summary>
    public int ReadingAttempts { get; set; }

    /// <summary>What kind of file it turned out to be.</summary>
    public string? Format { get; set; }

    /// <summary>0 where the format has no pages.</summary>
    public int PageCount { get; set; }

    public int CharacterCount { get; set; }

    /// <summary>In its own words, as the loaded model counted last; null as long as none has.</summary>
    public int? TokenCount { get; set; }
}
