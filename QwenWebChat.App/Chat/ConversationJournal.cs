using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>Keeps what one session writes. A conversation is there from its first message on.</summary>
internal sealed class ConversationJournal(Guid ownerId, ConversationStore conversations, MessageStore messages, Guid? conversationId = null)
{
    public Guid OwnerId => ownerId;

    /// <summary>Null as long as nothing is kept.</summary>
    public Guid? ConversationId { get; private set; } = conversationId;

    private Guid Present => ConversationId ?? throw new InvalidOperationException("Nothing is kept yet.");

    /// <returns>The title.</returns>
    public async Task<string> CreateAsync(string title, ChatSetup setup)
    {
        ConversationSummary summary = await conversations.CreateAsync(ownerId, title, setup).ConfigureAwait(false);
        ConversationId = summary.Id;
        return summary.Title;
    }

    public async Task<string?> TitleAsync() =>
        ConversationId is { } id ? (await conversations.FindAsync(ownerId, id).ConfigureAwait(false))?.Title : null;

    public async Task<ChatSetup?> SetupAsync() => ConversationId is { } id ? await conversations.SetupAsync(ownerId, id).ConfigureAwait(false) : null;

    public Task SetSetupAsync(ChatSetup setup) => conversations.SetSetupAsync(ownerId, Present, setup);

    public async Task SuggestTitleAsync(string title) => await conversations.SuggestTitleAsync(ownerId, Present, title).ConfigureAwait(false);

    public async Task<IReadOnlyList<ConversationMessage>> PathAsync() =>
        await messages.OpenAsync(ownerId, Present).ConfigureAwait(false) is { } view ? [.. view.Path.Select(ConversationMessage.From)] : [];

    /// <summary>Adds messages, each behind the one before it, all of them or none.</summary>
    /// <exception cref="InvalidOperationException">The conversation or the parent is gone.</exception>
    public async Task<IReadOnlyList<ConversationMessage>> AddAsync(params IReadOnlyList<NewMessage> added) =>
        await messages.AddAsync(ownerId, Present, added).ConfigureAwait(false) is { } views
            ? [.. views.Select(ConversationMessage.From)]
            : throw new InvalidOperationException("The conversation is gone.");

    public Task WriteAsync(Guid messageId, string text, MessageState state, MessageFigures? figures = null, IReadOnlyList<int>? tokenIds = null) =>
        messages.UpdateAsync(ownerId, new AnswerUpdate(Present, messageId, text, state, figures) { TokenIds = tokenIds ?? [] });

    public Task<bool> ShowAsync(Guid messageId) => messages.ShowAsync(ownerId, Present, messageId);

    public Task<bool> SetCutAsync(Guid messageId, HistoryCut? cut) => messages.SetCutAsync(ownerId, Present, messageId, cut);

    public Task<DeletedBranch?> DeleteBranchAsync(Guid messageId) => messages.DeleteBranchAsync(ownerId, Present, messageId);

    public Task<bool> RestoreBranchAsync(DeletedBranch branch) => messages.RestoreBranchAsync(ownerId, branch);

    public Task<bool> SetFeedbackAsync(Guid messageId, MessageFeedback? feedback) => messages.SetFeedbackAsync(ownerId, Present, messageId, feedback);

    /// <summary>Removes a message and what follows it, and shows the branch that was shown before.</summary>
    public async Task UndoAsync(Guid added, Guid? shownBefore)
    {
        await messages.DeleteBranchAsync(ownerId, Present, added).ConfigureAwait(false);
        if (shownBefore is { } leaf)
        {
            await messages.ShowAsync(ownerId, Present, leaf).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the conversation without a trace; the next message begins another.</summary>
    /// <param name="forgotten">Called once the session has no conversation any more and before that is gone.</param>
    public async Task DiscardAsync(Action forgotten)
    {
        Guid id = Present;
        ConversationId = null;
        forgotten();
        await conversations.DeleteAsync(ownerId, id).ConfigureAwait(false);
        await conversations.PurgeAsync(ownerId, id).ConfigureAwait(false);
    }
}
