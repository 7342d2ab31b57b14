using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>
/// A message of a foreign file, with all content it may have there; <see cref="DraftTree"/> converts it to messages of this
/// app.
/// </summary>
internal sealed class DraftMessage(string where, string id, string? parentId, DraftRole role) : ITreeMember
{
    private readonly List<string> _pieces = [];

    public string Where => where;

    public string Id => id;

    public string? ParentId { get; set; } = parentId;

    public DraftRole Role { get; set; } = role;

    /// <summary>The name of the tool that wrote the message.</summary>
    public string? ToolName { get; set; }

    /// <summary>Null for the time of the preceding message.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public MessageState State { get; set; } = MessageState.Finished;

    public AnswerFigures? Figures { get; set; }

    public MessageFeedback? Feedback { get; set; }

    public List<string> Reasoning { get; } = [];

    public List<MessageAttachment> Attachments { get; } = [];

    /// <summary>True if the message has text of its own, and not only tool calls and results.</summary>
    public bool HasText { get; private set; }

    public bool IsBlank => _pieces.Count == 0 && Reasoning.Count == 0;

    /// <summary>The texts and notes, in order.</summary>
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

    /// <summary>Appends the text of a <see cref="ToolNote"/>.</summary>
    public void AddNote(string note) => _pieces.Add(note);

    public void AddReasoning(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Reasoning.Add(text);
        }
    }

    /// <param name="name">The file's name. A blank name is replaced: pasted texts have none.</param>
    public void AddAttachment(string? name, string text) =>
        Attachments.Add(new MessageAttachment(ConversationTitle.Clean(name ?? "") ?? $"text {Attachments.Count + 1}.txt", text));
}
