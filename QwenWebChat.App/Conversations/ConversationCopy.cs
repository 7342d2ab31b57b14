using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>Copies a conversation for somebody to continue: the branch that is shown, with the setup.</summary>
internal sealed class ConversationCopy(ConversationStore conversations, MessageStore messages)
{
    /// <returns>The copy; null if the conversation does not exist.</returns>
    public async Task<Guid?> CopyAsync(Guid ownerId, Guid id, Guid newOwnerId, CancellationToken cancellationToken = default)
    {
        if (await messages.OpenAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } view)
        {
            return null;
        }

        ConversationSummary copy = await conversations.CreateAsync(newOwnerId, view.Summary.Title, view.Setup, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (view.Path.Count > 0)
        {
            await messages.AddAsync(newOwnerId, copy.Id, [.. view.Path.Select(Copy)], cancellationToken).ConfigureAwait(false);
        }

        return copy.Id;
    }

    // An answer that is being written there is not being written here.
    private static NewMessage Copy(ConversationMessage message) =>
        new(null, message.Role, message.Text, message.State == MessageState.Streaming ? MessageState.Stopped : message.State) { Attachments = message.Attachments, ToolCalls = message.ToolCalls };
}
