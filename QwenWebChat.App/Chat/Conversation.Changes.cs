using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>Changes without an answer: versions, branches, feedback, setup.</summary>
internal sealed partial class Conversation
{
    /// <summary>Shows the branch of another version. Returns false while an answer is being written.</summary>
    public Task<bool> ShowVersionAsync(Guid messageId) => ChangeAsync(id => _services.Messages.ShowAsync(OwnerId, id, messageId));

    /// <summary>
    /// Stores the user's text as another version of an answer, which the model reads as its own from then on; the messages
    /// that followed the old one stay with that. Returns false for a blank text, and while an answer is being written.
    /// </summary>
    public Task<bool> EditAnswerAsync(Guid messageId, string text) => ChangeAsync(async id =>
    {
        string edited = Draft.Trim(text);
        if (edited.Length == 0 || _messages.Find(message => !message.IsUser && message.Id == messageId) is not { } answer)
        {
            return false;
        }

        try
        {
            NewMessage added = new(answer.ParentId, MessageRole.Assistant, edited, MessageState.Edited) { Cut = answer.Cut, ToolCalls = ToolMessages.InText(answer, edited) };
            return await _services.Messages.AddAsync(OwnerId, id, added).ConfigureAwait(false) is not null;
        }
        catch (Exception exception)
        {
            LogNotStored(exception);
            (Failure, _rejected) = (SendFailure.NotStored(exception), null);
            _frames.Flush();
            return false;
        }
    });

    /// <summary>Removes a message and those that follow it. Returns null while an answer is being written, or if there is no such message.</summary>
    public async Task<DeletedBranch?> DeleteBranchAsync(Guid messageId)
    {
        DeletedBranch? deleted = null;
        await ChangeAsync(async id => (deleted = await _services.Messages.DeleteBranchAsync(OwnerId, id, messageId).ConfigureAwait(false)) is not null).ConfigureAwait(false);
        return deleted;
    }

    /// <summary>Restores a removed branch. Returns false while an answer is being written, or if its parent is gone.</summary>
    public Task<bool> RestoreBranchAsync(DeletedBranch branch) => ChangeAsync(_ => _services.Messages.RestoreBranchAsync(OwnerId, branch));

    /// <summary>Sends the model the whole conversation again. Returns false while an answer is being written.</summary>
    public Task<bool> SendAllAsync() => ChangeAsync(async id =>
    {
        foreach (ConversationMessage message in Messages.Where(message => message.Cut is not null))
        {
            await _services.Messages.SetCutAsync(OwnerId, id, message.Id, null).ConfigureAwait(false);
        }

        return true;
    });

    /// <param name="feedback">Null to withdraw the feedback.</param>
    public async Task SetFeedbackAsync(Guid messageId, MessageFeedback? feedback)
    {
        if (StoredId is { } id && await _services.Messages.SetFeedbackAsync(OwnerId, id, messageId, feedback).ConfigureAwait(false))
        {
            Replace(messageId, message => message with { Feedback = feedback });
            _frames.Flush();
        }
    }

    /// <summary>Sets the system prompt and settings of the next answer.</summary>
    public async Task SetSetupAsync(ChatSetup setup)
    {
        Setup = setup;
        _frames.Flush();
        if (StoredId is { } id)
        {
            await _services.Conversations.SetSetupAsync(OwnerId, id, setup).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the title and the setup of a stored conversation again, which were changed elsewhere.</summary>
    internal async Task RefreshDetailsAsync()
    {
        if (StoredId is { } id)
        {
            Title = (await _services.Conversations.FindAsync(OwnerId, id).ConfigureAwait(false))?.Title ?? Title;
            Setup = await _services.Conversations.SetupAsync(OwnerId, id).ConfigureAwait(false) ?? Setup;
        }

        _frames.Flush();
    }

    /// <summary>Notes that the conversation was deleted or restored.</summary>
    internal void SetDeleted(bool isDeleted)
    {
        IsDeleted = isDeleted;
        if (isDeleted)
        {
            Stop();
        }

        _frames.Flush();
    }

    /// <summary>Stores a rejected message as the conversation's draft.</summary>
    internal async Task SaveDraftAsync(Draft rejected)
    {
        try
        {
            await _services.Drafts.ReturnAsync(OwnerId, DraftPlace, rejected.Text, rejected.Attachments).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotStored(exception);
        }
    }

    private async Task<bool> ChangeAsync(Func<Guid, Task<bool>> change)
    {
        lock (Gate)
        {
            if (StoredId is null || IsBusy)
            {
                return false;
            }

            _isChanging = true;
        }

        try
        {
            if (!await change(StoredId.Value).ConfigureAwait(false))
            {
                return false;
            }

            ConversationView? stored = await _services.Messages.OpenAsync(OwnerId, StoredId.Value).ConfigureAwait(false);
            lock (Gate)
            {
                _messages = [.. stored?.Path ?? []];
            }

            _frames.Flush();
            return true;
        }
        finally
        {
            lock (Gate)
            {
                _isChanging = false;
            }
        }
    }
}
