using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Chat;

/// <summary>What is kept of an answer: its text each second, its end, or nothing where it is taken back.</summary>
internal sealed partial class ChatSession
{
    private async Task SaveWhileWritingAsync(RunningAnswer answer, PeriodicTimer timer)
    {
        int saved = 0;
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            string? text = null;
            lock (_gate)
            {
                if (answer.Ended is null && answer.TextLength > saved)
                {
                    text = answer.Snapshot().Text;
                }
            }

            if (text is null)
            {
                continue;
            }

            try
            {
                await _journal.WriteAsync(answer.MessageId, text, MessageState.Streaming).ConfigureAwait(false);
                saved = text.Length;
            }
            catch (Exception exception)
            {
                // The answer goes on; the next second may do better.
                LogNotKept(exception);
            }
        }
    }

    private async Task KeepEndAsync(RunningAnswer answer)
    {
        if (answer.Ended is not { } ended)
        {
            return;
        }

        if (answer is { IsReplacement: true, HasCome: false })
        {
            await _journal.UndoAsync(answer.FirstAdded!.Value, answer.Before[^1].Id).ConfigureAwait(false);
            return;
        }

        await _journal.WriteAsync(answer.MessageId, ended.Text, StateOf(ended.State), answer.KeptFigures(ended), ended.TokenIds).ConfigureAwait(false);
    }

    private async Task SuggestTitleAsync(string question, string answer)
    {
        try
        {
            if (await _titles.WriteAsync(question, answer).ConfigureAwait(false) is { } title)
            {
                await _journal.SuggestTitleAsync(title).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogNotKept(exception);
        }
    }

    // What was kept for it goes first: until then nothing else may be sent.
    private async Task RefuseAsync(RunningAnswer answer, SendFailure failure)
    {
        lock (_gate)
        {
            if (_running != answer)
            {
                return;
            }

            answer.IsRefused = true;
        }

        await UndoAsync(answer).ConfigureAwait(false);
        lock (_gate)
        {
            _running = null;
            Failure = failure;
            _returned = answer.Attempt.Draft;
            _messages = answer.Before;
        }

        _frames.Flush();
    }

    /// <summary>Puts a message that was not taken back into the draft.</summary>
    internal async Task KeepReturnedAsync(DraftStore drafts, Draft returned)
    {
        try
        {
            await drafts.ReturnAsync(_journal.OwnerId, DraftPlace, returned.Text, returned.Attachments).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotKept(exception);
        }
    }

    private async Task UndoAsync(RunningAnswer answer)
    {
        if (answer.HasNewConversation)
        {
            IsTaken = false;
            Title = null;
            await _journal.DiscardAsync(() => StateChanged?.Invoke(this)).ConfigureAwait(false);
        }
        else if (answer.FirstAdded is { } added)
        {
            await _journal.UndoAsync(added, answer.Before.IsEmpty ? null : answer.Before[^1].Id).ConfigureAwait(false);
        }
        else
        {
            // An answer that was to go on is as it was.
            ConversationMessage before = answer.Before[^1];
            await _journal.SetCutAsync(before.Id, before.Cut).ConfigureAwait(false);
            await _journal.WriteAsync(before.Id, before.Text, StateOf(before.State)).ConfigureAwait(false);
        }
    }

    /// <summary>Has the turns that are left out summarised, and keeps the summary with the choice.</summary>
    private async Task SummarizeAsync(RunningAnswer answer)
    {
        ImmutableList<ConversationMessage> path = Messages;
        HistoryCut cut = ConversationPrompt.CutOf(path) ?? throw new InvalidOperationException("Nothing is left out.");
        int holder = path.FindLastIndex(message => message.Cut == cut);
        SetSummarizing(answer, true);
        HistorySummary summary = new(_client, Meter?.Counter ?? throw new EngineUnavailableException("No model is loaded."), _owner);
        cut = cut with { Summary = await summary.WriteAsync([.. path.Take(ConversationPrompt.FirstSent(path))], answer.Cancelled).ConfigureAwait(false) };
        await _journal.SetCutAsync(path[holder].Id, cut).ConfigureAwait(false);
        lock (_gate)
        {
            answer.SetCut(path[holder].Id, cut);
            _messages = _messages.SetItem(holder, _messages[holder] with { Cut = cut });
        }

        SetSummarizing(answer, false);
    }

    private void SetSummarizing(RunningAnswer answer, bool isSummarizing)
    {
        lock (_gate)
        {
            answer.IsSummarizing = isSummarizing;
        }

        _frames.Request();
    }

    private static MessageState StateOf(AnswerState state) => state switch
    {
        AnswerState.LengthLimit => MessageState.LengthLimit,
        AnswerState.Stopped => MessageState.Stopped,
        AnswerState.Failed => MessageState.Failed,
        _ => MessageState.Finished,
    };

    private static string FirstLine(Draft draft)
    {
        string text = draft.Text.Length > 0 ? draft.Text : draft.Attachments[0].Name;
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
