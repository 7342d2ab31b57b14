using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>A requested answer: the messages that it follows, and what is new with it.</summary>
/// <param name="Before">The messages before it.</param>
internal sealed record AnswerRequest(ImmutableList<ConversationMessage> Before)
{
    /// <summary>The user's new message; null to write only an answer.</summary>
    public Draft? Draft { get; init; }

    /// <summary>The answer that is continued instead of a new one.</summary>
    public ConversationMessage? Continued { get; init; }

    /// <summary>The shortened history sent from now on; null to leave it unchanged.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>The turns that are no longer sent are summarised first.</summary>
    public bool Summarizes { get; init; }

    /// <summary>The answer is another version of one that is shown, which comes back if nothing is generated.</summary>
    public bool IsNewVersion => Draft is null && Continued is null;

    /// <summary>The path as it would be sent, with a draft as its last message.</summary>
    public ImmutableList<ConversationMessage> Path
    {
        get
        {
            ImmutableList<ConversationMessage> path = Before;
            if (Draft is not null)
            {
                path = path.Add(new ConversationMessage(Guid.Empty, MessageRole.User, Draft.Text) { Attachments = Draft.Attachments });
            }

            if (Continued is not null)
            {
                path = path.Add(Continued);
            }

            return Cut is null || path.IsEmpty ? path : path.SetItem(path.Count - 1, path[^1] with { Cut = Cut });
        }
    }

    /// <summary>The messages to store: the user's, if there is one, and the empty answer. A continued answer is not among them.</summary>
    public IReadOnlyList<NewMessage> Added()
    {
        Guid? parentId = Before.IsEmpty ? null : Before[^1].Id;
        NewMessage answer = new(parentId, MessageRole.Assistant, "", MessageState.Streaming);
        return Draft is null
            ? [answer with { Cut = Cut }]
            : [new NewMessage(parentId, MessageRole.User, Draft.Text) { Attachments = Draft.Attachments, Cut = Cut }, answer];
    }
}
