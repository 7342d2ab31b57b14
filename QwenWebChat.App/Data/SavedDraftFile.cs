namespace QwenWebChat.App.Data;

/// <summary>A text attached to a draft.</summary>
internal sealed class SavedDraftFile
{
    /// <summary>The number in the order of storing, assigned by the database.</summary>
    public long Number { get; private set; }

    /// <summary>The id, of version 7: ids are in the order of adding.</summary>
    public required Guid Id { get; init; }

    public required Guid DraftId { get; set; }

    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    public required string Text { get; set; }

    /// <summary>True if the text was pasted, and can be moved back to the message.</summary>
    public required bool IsPasted { get; init; }
}
