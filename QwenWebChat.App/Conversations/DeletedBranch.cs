using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A message and all that followed it, as they were removed.</summary>
/// <param name="ShownLeaf">What the conversation showed before.</param>
/// <param name="Messages">Parents first; at least one.</param>
internal sealed record DeletedBranch(Guid ConversationId, Guid? ShownLeaf, IReadOnlyList<Message> Messages);
