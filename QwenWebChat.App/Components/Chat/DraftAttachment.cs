using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>A file attached to the message being written.</summary>
/// <param name="place">The chat to which it was added.</param>
internal sealed class DraftAttachment(Guid id, string name, DraftPlace place)
{
    public Guid Id { get; } = id;

    public string Name { get; } = name;

    public DraftPlace Place { get; set; } = place;

    /// <summary>True if the text was pasted; it can be put back into the message.</summary>
    public bool IsPasted { get; init; }

    /// <summary>The text; null while it is being read.</summary>
    public string? Text { get; set; }

    /// <summary>The reason why it is not stored with the draft and exists in this page alone; null if it is stored.</summary>
    public string? StorageError { get; set; }

    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Completes when the file was read, or when reading failed.</summary>
    public TaskCompletionSource Read { get; } = new();

    /// <summary>Creates an attachment that was read before.</summary>
    public static DraftAttachment Of(DraftFile file, DraftPlace place)
    {
        DraftAttachment attachment = new(file.Id, file.Name, place) { Text = file.Text, IsPasted = file.IsPasted };
        attachment.Read.SetResult();
        return attachment;
    }
}
