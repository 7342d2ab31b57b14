using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Chat;

/// <summary>The way of one answer: kept as empty, read from the model, kept each second, ended or taken back.</summary>
internal sealed partial class ChatSession
{
    /// <param name="kept">The messages that it follows.</param>
    /// <param name="text">What the user wrote; null to write only an answer.</param>
    private async Task<bool> StartAsync(ImmutableList<ConversationMessage> kept, string? text)
    {
        ImmutableList<ConversationMessage> before = _messages;
        try
        {
            if (StoredId is null)
            {
                Title = await _journal.CreateAsync(FirstLine(text ?? "")).ConfigureAwait(false);
                StateChanged?.Invoke(this);
            }

            if (text is not null)
            {
                kept = kept.Add(await _journal.AddAsync(new NewMessage(kept.IsEmpty ? null : kept[^1].Id, MessageRole.User, text)).ConfigureAwait(false));
            }

            ConversationMessage message = await _journal.AddAsync(new NewMessage(kept[^1].Id, MessageRole.Assistant, "", MessageState.Streaming)).ConfigureAwait(false);
            Begin(kept, new RunningAnswer(message, _time) { Before = before, FirstAdded = text is null ? message.Id : kept[^1].Id, SentText = text });
        }
        catch (Exception exception)
        {
            // The disk is full, or another program holds the file: the text stays where it was written.
            LogNotKept(exception);
            Failure = new SendFailure(SendFailureKind.Failed);
            _frames.Flush();
            return false;
        }
        finally
        {
            Leave();
        }

        _frames.Flush();
        StateChanged?.Invoke(this);
        return true;
    }

    private void Begin(ImmutableList<ConversationMessage> kept, RunningAnswer answer)
    {
        List<ChatMessage> prompt = [.. kept
            .Where(message => message.Text.Length > 0)
            .Select(message => new ChatMessage(message.IsUser ? ChatRole.User : ChatRole.Assistant, message.Text))];
        lock (_gate)
        {
            Failure = null;
            _running = answer;
            _messages = kept.Add(answer.Snapshot());
            Interlocked.Increment(ref _unwrittenCount);

            // Off the caller's thread: a client may render and tokenize a long prompt before its first await.
            PeriodicTimer timer = new(SaveInterval, _time);
            Completion = Task.Run(() => AnswerAsync(answer, prompt, timer));
        }
    }

    private async Task AnswerAsync(RunningAnswer answer, List<ChatMessage> prompt, PeriodicTimer timer)
    {
        try
        {
            Task saving = SaveWhileWritingAsync(answer, timer);
            SendFailure? refusal = await ReadAsync(answer, prompt).ConfigureAwait(false);
            timer.Dispose();
            await saving.ConfigureAwait(false);
            if (refusal is not null)
            {
                await RefuseAsync(answer, refusal).ConfigureAwait(false);
            }

            await KeepEndAsync(answer).ConfigureAwait(false);
            if (answer is { Before.IsEmpty: true, Ended.State: AnswerState.Finished, SentText: { } question })
            {
                Titling = SuggestTitleAsync(question, answer.Ended.Text);
            }
        }
        catch (Exception exception)
        {
            LogNotKept(exception);
            Finish(answer, AnswerState.Failed);
        }
        finally
        {
            Interlocked.Decrement(ref _unwrittenCount);
            answer.Dispose();
            StateChanged?.Invoke(this);
        }
    }

    /// <returns>Why it was refused; null where it has ended.</returns>
    private async Task<SendFailure?> ReadAsync(RunningAnswer answer, List<ChatMessage> prompt)
    {
        try
        {
            await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(prompt, _options, answer.Cancelled).ConfigureAwait(false))
            {
                Apply(answer, update);
            }

            Finish(answer, answer.EndState);
        }
        catch (OperationCanceledException) when (answer.Cancelled.IsCancellationRequested)
        {
            Finish(answer, AnswerState.Stopped);
        }
        catch (ContextOverflowException overflow)
        {
            return new SendFailure(SendFailureKind.ContextOverflow, overflow.PromptTokens, overflow.ContextTokens);
        }
        catch (EngineUnavailableException) when (!answer.HasText)
        {
            return new SendFailure(SendFailureKind.Unavailable);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            if (answer is { IsReplacement: true, HasText: false })
            {
                return new SendFailure(SendFailureKind.Failed);
            }

            Finish(answer, AnswerState.Failed);
        }

        return null;
    }

    private void Apply(RunningAnswer answer, ChatResponseUpdate update)
    {
        lock (_gate)
        {
            if (_running != answer)
            {
                return;
            }

            answer.Apply(update);
            IsTaken = true;
        }

        _frames.Request();
    }

    private void Finish(RunningAnswer answer, AnswerState end)
    {
        lock (_gate)
        {
            if (_running != answer)
            {
                return;
            }

            End(answer, end);
        }

        _frames.Flush();
    }

    // Under the lock. A new version without a text leaves the old one.
    private void End(RunningAnswer answer, AnswerState end)
    {
        answer.Ended = answer.Snapshot(end);
        _messages = answer is { IsReplacement: true, HasText: false } ? answer.Before : _messages.SetItem(_messages.Count - 1, answer.Ended);
        _running = null;
        IsTaken = true;
    }

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

        if (answer is { IsReplacement: true, HasText: false })
        {
            await _journal.UndoAsync(answer.FirstAdded, answer.Before[^1].Id).ConfigureAwait(false);
            return;
        }

        MessageState state = ended.State switch
        {
            AnswerState.LengthLimit => MessageState.LengthLimit,
            AnswerState.Stopped => MessageState.Stopped,
            AnswerState.Failed => MessageState.Failed,
            _ => MessageState.Finished,
        };
        await _journal.WriteAsync(answer.MessageId, ended.Text, state, answer.KeptFigures(ended)).ConfigureAwait(false);
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

        if (answer.Before.IsEmpty)
        {
            IsTaken = false;
            Title = null;
            await _journal.DiscardAsync(() => StateChanged?.Invoke(this)).ConfigureAwait(false);
        }
        else
        {
            await _journal.UndoAsync(answer.FirstAdded, answer.Before[^1].Id).ConfigureAwait(false);
        }

        lock (_gate)
        {
            _running = null;
            Failure = failure;
            _returnedText = answer.SentText;
            _messages = answer.Before;
        }

        _frames.Flush();
    }

    private static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
