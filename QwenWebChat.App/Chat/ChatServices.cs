using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
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
    ILogger<Conversation> Logger);
