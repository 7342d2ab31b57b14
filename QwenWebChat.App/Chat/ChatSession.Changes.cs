using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>What is changed without an answer: versions, branches, feedback, setup.</summary>
internal sealed partial class ChatSession
{
    /// <summary>Shows the branch of another version. False while an answer is being written.</summary>
    public Task<bool> ShowVersionAsync(Guid messageId) => ChangeAsync(() => _journal.ShowAsync(messageId));

    /// <summary>
    /// Keeps the user's words as another version of an answer, which the model reads as its own from there on; what followed
    /// the old one stays with that. False for a blank text, and while an answer is being written.
    /// </summary>
    public Task<bool> EditAnswerAsync(Guid messageId, string text) => ChangeAsync(async () =>
    {
        string edited = Draft.Trim(text);
        if (edited.Length == 0 || _messages.Find(message => !message.IsUser && message.Id == messageId) is not { } answer)
        {
            return false;
        }

        try
        {
            await _journal.AddAsync(new NewMessage(answer.ParentId, MessageRole.Assistant, edited, MessageState.Edited) { Cut = answer.Cut }).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            LogNotKept(exception);
            Refuse(NotKept(exception));
            return false;
        }
    });

    /// <summary>Removes a message and what follows it. Null while an answer is being written, or where it is not there.</summary>
    public async Task<DeletedBranch?> DeleteBranchAsync(Guid messageId)
    {
        DeletedBranch? deleted = null;
        await ChangeAsync(async () => (deleted = await _journal.DeleteBranchAsync(messageId).ConfigureAwait(false)) is not null).ConfigureAwait(false);
        return deleted;
    }

    /// <summary>Puts back what was removed. False while an answer is being written, or where what it followed is gone.</summary>
    public Task<bool> RestoreBranchAsync(DeletedBranch branch) => ChangeAsync(() => _journal.RestoreBranchAsync(branch));

    /// <summary>The model is sent the whole conversation again. False while an answer is being written.</summary>
    public Task<bool> SendAllAsync() => ChangeAsync(async () =>
    {
        foreach (ConversationMessage message in Messages.Where(message => message.Cut is not null))
        {
            await _journal.SetCutAsync(message.Id, null).ConfigureAwait(false);
        }

        return true;
    });

    /// <param name="feedback">Null to take it back.</param>
    public async Task SetFeedbackAsync(Guid messageId, MessageFeedback? feedback)
    {
        if (StoredId is null || !await _journal.SetFeedbackAsync(messageId, feedback).ConfigureAwait(false))
        {
            return;
        }

        lock (_gate)
        {
            int index = _messages.FindIndex(message => message.Id == messageId);
            _messages = index < 0 ? _messages : _messages.SetItem(index, _messages[index] with { Feedback = feedback });
        }

        _frames.Flush();
    }

    /// <summary>Sets what the next answer is written with.</summary>
    public async Task SetSetupAsync(ChatSetup setup)
    {
        Setup = setup;
        _frames.Flush();
        if (StoredId is not null)
        {
            await _journal.SetSetupAsync(setup).ConfigureAwait(false);
        }
    }

    /// <summary>The conversation was renamed or set up elsewhere.</summary>
    internal async Task RefreshDetailsAsync()
    {
        Title = await _journal.TitleAsync().ConfigureAwait(false) ?? Title;
        Setup = await _journal.SetupAsync().ConfigureAwait(false) ?? Setup;
        _frames.Flush();
    }

    /// <summary>The conversation was thrown away or brought back.</summary>
    internal void SetDeleted(bool isDeleted)
    {
        IsDeleted = isDeleted;
        if (isDeleted)
        {
            Stop();
        }

        _frames.Flush();
    }

    private async Task<bool> ChangeAsync(Func<Task<bool>> change)
    {
        if (StoredId is null || !Enter())
        {
            return false;
        }

        try
        {
            return await change().ConfigureAwait(false) && Show(await _journal.PathAsync().ConfigureAwait(false));
        }
        finally
        {
            Leave();
        }
    }
}
