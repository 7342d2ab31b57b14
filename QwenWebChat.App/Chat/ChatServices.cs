using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Chat;

/// <summary>The services that every <see cref="Conversation"/> and its answers use.</summary>
internal sealed record ChatServices(
    IChatClient Client,
    ConversationStore Conversations,
    MessageStore Messages,
    DraftStore Drafts,
    ConversationTitles Titles,
    ChatTools Tools,
    TimeProvider Time,
    ILogger<Conversation> Logger)
{
    /// <summary>Returns the services of a temporary conversation: the same stores over its own database, whose changes no page hears of.</summary>
    public ChatServices Over(TemporaryDatabase memory)
    {
        ConversationEvents events = new(NullLogger<ConversationEvents>.Instance);
        return this with
        {
            Conversations = new ConversationStore(memory, events, Time),
            Messages = new MessageStore(memory, events, Time),
            Drafts = new DraftStore(memory),
        };
    }
}
