using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>A message and all its descendants, as they were removed.</summary>
/// <param name="ShownLeaf">The last message of the branch that the conversation showed before the removal.</param>
/// <param name="Messages">The removed messages, parents first; at least one.</param>
internal sealed record DeletedBranch(Guid ConversationId, Guid? ShownLeaf, IReadOnlyList<Message> Messages);
