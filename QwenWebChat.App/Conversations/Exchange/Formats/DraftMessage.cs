using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>A message of a foreign file, with all that it may consist of there; <see cref="DraftTree"/> makes messages of them.</summary>
internal sealed class DraftMessage(string where, string id, string? parentId, DraftRole role) : ITreeMember
{
    private readonly List<string> _pieces = [];

    public string Where => where;

    public string Id => id;

    public string? ParentId { get; set; } = parentId;

    public DraftRole Role { get; set; } = role;

    /// <summary>Which tool wrote it.</summary>
    public string? ToolName { get; set; }

    /// <summary>Null for that of the message before it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public MessageState State { get; set; } = MessageState.Finished;

    public MessageFigures? Figures { get; set; }

    public MessageFeedback? Feedback { get; set; }

    public List<string> Reasoning { get; } = [];

    public List<MessageAttachment> Attachments { get; } = [];

    /// <summary>It says something of its own, and not only what tools were asked and answered.</summary>
    public bool HasText { get; private set; }

    public bool IsBlank => _pieces.Count == 0 && Reasoning.Count == 0;

    /// <summary>The texts and notes, in their order.</summary>
    public string Body => _pieces.Count == 1 ? _pieces[0] : string.Concat(_pieces.Select((piece, place) =>
        place == _pieces.Count - 1 || piece.EndsWith("\n\n", StringComparison.Ordinal) ? piece : piece + "\n\n"));

    public void AddText(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            _pieces.Add(text);
            HasText = true;
        }
    }

    /// <summary>The text of a <see cref="ToolNote"/>.</summary>
    public void AddNote(string note) => _pieces.Add(note);

    public void AddReasoning(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Reasoning.Add(text);
        }
    }

    /// <param name="name">Made up where it is blank: pasted texts have none.</param>
    public void AddAttachment(string? name, string text) =>
        Attachments.Add(new MessageAttachment(ConversationTitle.Clean(name ?? "") ?? $"text {Attachments.Count + 1}.txt", text));
}
