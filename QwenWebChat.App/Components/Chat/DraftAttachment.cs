using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Chat;

/// <summary>A file that is to go along with the message being written.</summary>
/// <param name="place">The chat that it was added to.</param>
internal sealed class DraftAttachment(Guid id, string name, DraftPlace place)
{
    public Guid Id { get; } = id;

    public string Name { get; } = name;

    public DraftPlace Place { get; set; } = place;

    /// <summary>It was pasted, and may go back into the message.</summary>
    public bool IsPasted { get; init; }

    /// <summary>Null while it is being read.</summary>
    public string? Text { get; set; }

    /// <summary>Why it is not kept with the draft, and lives in this page alone; null where it is.</summary>
    public string? Unkept { get; set; }

    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Ends when it is read, or when it is clear that it cannot be.</summary>
    public TaskCompletionSource Read { get; } = new();

    /// <summary>One that was read before.</summary>
    public static DraftAttachment Of(DraftFile file, DraftPlace place)
    {
        DraftAttachment attachment = new(file.Id, file.Name, place) { Text = file.Text, IsPasted = file.IsPasted };
        attachment.Read.SetResult();
        return attachment;
    }
}
