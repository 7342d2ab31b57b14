using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>An answer that is asked for: what it follows, and what is new with it.</summary>
/// <param name="Kept">The messages that stay before it.</param>
internal sealed record ChatAttempt(ImmutableList<ConversationMessage> Kept)
{
    /// <summary>What the user wrote; null to write only an answer.</summary>
    public Draft? Draft { get; init; }

    /// <summary>The answer that goes on, in place of a new one.</summary>
    public ConversationMessage? Continued { get; init; }

    /// <summary>From now on the model is sent less; null to go on as before.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>What it is not sent any more is summarised first.</summary>
    public bool Summarizes { get; init; }

    /// <summary>The path as it would be sent, with a draft as its last message.</summary>
    public ImmutableList<ConversationMessage> Path
    {
        get
        {
            ImmutableList<ConversationMessage> path = Kept;
            if (Draft is not null)
            {
                path = path.Add(new ConversationMessage(Guid.Empty, IsUser: true, Draft.Text) { Attachments = Draft.Attachments });
            }

            if (Continued is not null)
            {
                path = path.Add(Continued);
            }

            return Cut is null || path.IsEmpty ? path : path.SetItem(path.Count - 1, path[^1] with { Cut = Cut });
        }
    }

    /// <summary>The messages that are stored for the attempt: the user's, where there is one, and the empty answer. An answer that goes on is not among them.</summary>
    public IReadOnlyList<NewMessage> Added()
    {
        Guid? parentId = Kept.IsEmpty ? null : Kept[^1].Id;
        NewMessage answer = new(parentId, MessageRole.Assistant, "", MessageState.Streaming);
        return Draft is null
            ? [answer with { Cut = Cut }]
            : [new NewMessage(parentId, MessageRole.User, Draft.Text) { Attachments = Draft.Attachments, Cut = Cut }, answer];
    }
}
