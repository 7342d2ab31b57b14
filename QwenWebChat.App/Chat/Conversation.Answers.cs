using System.Collections.Immutable;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>The calls of an <see cref="AnswerRun"/> to its conversation.</summary>
internal sealed partial class Conversation
{
    /// <summary>Stores the conversation before its first message.</summary>
    internal async Task CreateAsync(string title)
    {
        ConversationSummary stored = await _services.Conversations.CreateAsync(OwnerId, title, Setup).ConfigureAwait(false);
        (StoredId, Title) = (stored.Id, IsTemporary ? null : stored.Title);
        await (Sources?.KeepAsync(stored.Id) ?? Task.CompletedTask).ConfigureAwait(false);
        StateChanged?.Invoke(this);
    }

    /// <summary>Removes the stored conversation for good; the next message begins another.</summary>
    internal async Task DiscardAsync()
    {
        Guid id = StoredId!.Value;
        (StoredId, Title, _isAccepted) = (null, null, false);
        StateChanged?.Invoke(this);
        await _services.Conversations.DeleteAsync(OwnerId, id).ConfigureAwait(false);
        await _services.Conversations.PurgeAsync(OwnerId, id).ConfigureAwait(false);
    }

    /// <summary>Notes that the model works on the answer. Under the lock.</summary>
    internal void Accept() => _isAccepted = true;

    /// <summary>Replaces a message that is shown.</summary>
    internal void Replace(Guid messageId, Func<ConversationMessage, ConversationMessage> change)
    {
        lock (Gate)
        {
            int index = _messages.FindIndex(message => message.Id == messageId);
            _messages = index < 0 ? _messages : _messages.SetItem(index, change(_messages[index]));
        }
    }

    /// <summary>Shows the messages with the ended answer; another may be asked for. Under the lock.</summary>
    internal void Complete(ImmutableList<ConversationMessage> messages)
    {
        (_messages, _run) = (messages, null);
        Accept();
    }

    /// <summary>Shows the messages from before a rejected request, whose draft goes back to the composer. Under the lock.</summary>
    internal void Reject(SendFailure failure, Draft? draft, ImmutableList<ConversationMessage> before) =>
        (Failure, _returned, _messages, _run) = (failure, draft, before, null);

    /// <summary>Shows why an answer ended early. Nothing goes back to the composer.</summary>
    internal void Warn(SendFailure failure)
    {
        lock (Gate)
        {
            Failure = failure;
        }
    }

    /// <summary>Notes that a run has stored all it had to.</summary>
    internal void Settle(AnswerRun run)
    {
        lock (Gate)
        {
            _unsettledCount--;
        }

        run.Dispose();
        StateChanged?.Invoke(this);
    }

    internal void RequestFrame() => _frames.Request();

    internal void DrawFrame() => _frames.Flush();

    /// <summary>Has the model write a title after the first answer.</summary>
    internal void BeginTitling(Draft question, string answer) => Titling = SuggestTitleAsync(question.Text.Length > 0 ? question.Text : question.FirstLine, answer);

    private async Task SuggestTitleAsync(string question, string answer)
    {
        try
        {
            if (StoredId is { } id && await _services.Titles.WriteAsync(question, answer).ConfigureAwait(false) is { } title)
            {
                await _services.Conversations.SuggestTitleAsync(OwnerId, id, title).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogNotStored(exception);
        }
    }
}
