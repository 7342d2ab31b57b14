using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Chat;

/// <summary>The way of one answer: checked, kept as empty, read from the model, ended.</summary>
internal sealed partial class ChatSession
{
    private async Task<bool> StartAsync(ChatAttempt attempt)
    {
        ImmutableList<ConversationMessage> before = _messages;
        try
        {
            if (Sources is { } sources)
            {
                await sources.LoadAsync().ConfigureAwait(false);
            }

            if (await CheckRoomAsync(attempt).ConfigureAwait(false) is { } overflow)
            {
                Refuse(overflow, attempt);
                return false;
            }

            Begin(await KeepAsync(attempt, before).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            // The disk is full, or another program holds the file: the text stays where it was written.
            LogNotKept(exception);
            Refuse(NotKept(exception));
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

    // Before anything is kept or sent; off the caller's thread, because a long text takes a while to count.
    private Task<SendFailure?> CheckRoomAsync(ChatAttempt attempt) => Task.Run(() =>
    {
        if (Meter is not { } meter)
        {
            return null;
        }

        bool hasDraft = attempt.Draft is not null;
        ContextUse use = meter.Measure(attempt.Path, Setup, hasDraft);
        return use.IsTight
            ? new SendFailure(SendFailureKind.ContextOverflow, use.Prompt, use.Context) { Plan = meter.Plan(attempt.Path, Setup, hasDraft) }
            : null;
    });

    private static SendFailure NotKept(Exception exception) => new(StorageFailure.Of(exception) switch
    {
        DocumentReadError.DiskFull => SendFailureKind.DiskFull,
        DocumentReadError.NoRights => SendFailureKind.NoRights,
        _ => SendFailureKind.Failed,
    });

    private void Refuse(SendFailure failure, ChatAttempt? attempt = null)
    {
        (Failure, _refused) = (failure, attempt);
        _frames.Flush();
    }

    /// <summary>Keeps what is new with the attempt: the conversation, the message, the empty answer.</summary>
    private async Task<RunningAnswer> KeepAsync(ChatAttempt attempt, ImmutableList<ConversationMessage> before)
    {
        bool isNew = StoredId is null;
        if (isNew)
        {
            Title = await _journal.CreateAsync(FirstLine(attempt.Draft!), Setup).ConfigureAwait(false);
            await (Sources?.KeepAsync(_journal.ConversationId!.Value) ?? Task.CompletedTask).ConfigureAwait(false);
            StateChanged?.Invoke(this);
        }

        if (attempt.Continued is { } continued)
        {
            ConversationMessage resumed = await ResumeAsync(continued, attempt.Cut).ConfigureAwait(false);
            return new RunningAnswer(resumed, attempt, _time) { Before = before, FirstAdded = null };
        }

        // In one transaction: no crash leaves a question without its answer.
        IReadOnlyList<ConversationMessage> added = await _journal.AddAsync(attempt.Added()).ConfigureAwait(false);
        return new RunningAnswer(added[^1], attempt with { Kept = attempt.Kept.AddRange(added.SkipLast(1)) }, _time)
        {
            Before = before,
            FirstAdded = added[0].Id,
            HasNewConversation = isNew,
        };
    }

    private async Task<ConversationMessage> ResumeAsync(ConversationMessage answer, HistoryCut? cut)
    {
        if (cut is not null)
        {
            await _journal.SetCutAsync(answer.Id, cut).ConfigureAwait(false);
        }

        await _journal.WriteAsync(answer.Id, answer.Text, MessageState.Streaming).ConfigureAwait(false);
        return answer with { Cut = cut ?? answer.Cut };
    }

    private void Begin(RunningAnswer answer)
    {
        lock (_gate)
        {
            (Failure, _refused) = (null, null);
            _running = answer;
            _messages = answer.Attempt.Kept.Add(answer.Snapshot());
            Interlocked.Increment(ref _unwrittenCount);

            // Off the caller's thread: a client may render and tokenize a long prompt before its first await.
            PeriodicTimer timer = new(SaveInterval, _time);
            Completion = Task.Run(() => AnswerAsync(answer, timer));
        }
    }

    private async Task AnswerAsync(RunningAnswer answer, PeriodicTimer timer)
    {
        try
        {
            Task saving = SaveWhileWritingAsync(answer, timer);
            SendFailure? refusal = await ReadAsync(answer).ConfigureAwait(false);
            timer.Dispose();
            await saving.ConfigureAwait(false);
            if (refusal is not null)
            {
                await RefuseAsync(answer, refusal).ConfigureAwait(false);
            }

            await KeepEndAsync(answer).ConfigureAwait(false);
            if (answer is { Before.IsEmpty: true, Ended.State: AnswerState.Finished, Attempt.Draft: { } question })
            {
                Titling = SuggestTitleAsync(question.Text.Length > 0 ? question.Text : FirstLine(question), answer.Ended.Text);
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
    private async Task<SendFailure?> ReadAsync(RunningAnswer answer)
    {
        try
        {
            if (answer.Attempt.Summarizes)
            {
                await SummarizeAsync(answer).ConfigureAwait(false);
            }

            await StreamAsync(answer).ConfigureAwait(false);
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
        catch (EngineUnavailableException) when (!answer.HasCome)
        {
            return new SendFailure(SendFailureKind.Unavailable);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            if (answer is { IsReplacement: true, HasCome: false } or { IsSummarizing: true })
            {
                return new SendFailure(SendFailureKind.Failed);
            }

            Finish(answer, AnswerState.Failed);
        }

        return null;
    }

    private async Task StreamAsync(RunningAnswer answer)
    {
        ImmutableList<ConversationMessage> path = answer.Attempt.Continued is null ? Messages.RemoveAt(Messages.Count - 1) : Messages;
        SentSources? sent = Sources is null ? null : Meter?.SourcesFor(path, Setup);
        lock (_gate)
        {
            answer.Sources = sent?.Use;
        }

        List<ChatMessage> prompt = ConversationPrompt.Build(path, Setup, sent, Meter?.Counter.DefaultSystem);
        QwenChatOptions options = OptionsOf(answer);
        if (sent is { KeptFor.Count: > 0 })
        {
            options.Stored = new StoredMessages(prompt.IndexOf(sent.Message) + 1, sent.KeptFor);
        }

        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(prompt, options, answer.Cancelled).ConfigureAwait(false))
        {
            Apply(answer, update);
        }
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
        _messages = answer is { IsReplacement: true, HasCome: false } ? answer.Before : _messages.SetItem(_messages.Count - 1, answer.Ended);
        _running = null;
        IsTaken = true;
    }

    private QwenChatOptions OptionsOf(RunningAnswer answer) => new()
    {
        Sampling = Setup.Settings,
        Owner = _owner,
        ContinuesAnswer = answer.Attempt.Continued is not null,
        ContinuedIds = answer.Attempt.Continued?.TokenIds ?? [],
    };
}
