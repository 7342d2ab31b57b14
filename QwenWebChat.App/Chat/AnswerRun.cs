using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Chat;

/// <summary>
/// One answer, from the check whether its prompt leaves room to its stored end; <see cref="AnswerPhase"/> has the order. Its
/// state is guarded by the conversation's lock. A run whose request is rejected leaves nothing in the database.
/// </summary>
internal sealed partial class AnswerRun(Conversation conversation, ChatServices services, AnswerRequest request, ImmutableList<ConversationMessage> before) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ILogger _logger = services.Logger;
    private AnswerStorage _storage = null!;
    private AnswerBuilder _answer = null!;
    private ConversationMessage? _ended;

    public AnswerPhase Phase { get; private set; } = AnswerPhase.Checking;

    public AnswerRequest Request => request;

    /// <summary>The question whether a tool may run.</summary>
    public PermissionQuestion Question { get; } = new();

    /// <summary>The messages to show, of which the answer is the last.</summary>
    public ImmutableList<ConversationMessage> Path => _storage.Path.Add(Snapshot());

    /// <summary>A model works on it.</summary>
    public bool IsGenerating => Phase is AnswerPhase.Summarizing or AnswerPhase.Generating or AnswerPhase.Withdrawing;

    // A new version without content leaves the old one.
    private bool IsEmptyVersion => request.IsNewVersion && !_answer.HasGrown;

    /// <summary>The answer as it is being written.</summary>
    public ConversationMessage Snapshot() => _answer.Snapshot(Phase == AnswerPhase.Summarizing);

    /// <summary>Checks the room and stores the question and the empty answer.</summary>
    /// <returns>Null on success; otherwise the reason why the request was rejected.</returns>
    public async Task<SendFailure?> PrepareAsync()
    {
        try
        {
            await (conversation.Sources?.LoadAsync() ?? Task.CompletedTask).ConfigureAwait(false);
            // Not on the caller's thread, because a long text takes a while to count.
            if (await Task.Run(() => conversation.Meter?.FindOverflow(request.Path, conversation.Setup, request.Draft is not null)).ConfigureAwait(false) is { } overflow)
            {
                return overflow;
            }

            SetPhase(AnswerPhase.Storing);
            _storage = await AnswerStorage.CreateAsync(conversation, services, request).ConfigureAwait(false);
            _answer = new AnswerBuilder(_storage.Answer, services.Time);
            return null;
        }
        catch (Exception exception)
        {
            // The disk is full, or another program holds the file: the text stays in the composer.
            LogNotStored(exception);
            return SendFailure.NotStored(exception);
        }
    }

    /// <summary>Generates the answer on a background task, which ends once the answer is stored. Under the lock.</summary>
    public Task Start()
    {
        Phase = AnswerPhase.Generating;
        // Not on the caller's thread: a client may render and tokenize a long prompt before its first await.
        PeriodicTimer timer = new(AnswerStorage.SaveInterval, services.Time);
        return Task.Run(() => RunAsync(timer));
    }

    /// <summary>Ends the answer with the text that it has.</summary>
    public bool Stop()
    {
        lock (conversation.Gate)
        {
            if (Phase is not (AnswerPhase.Summarizing or AnswerPhase.Generating))
            {
                return false;
            }

            Cancel();
            return TryEnd(MessageState.Stopped);
        }
    }

    /// <summary>Signals the model to stop and does not wait for it.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    public void Dispose() => _cancellation.Dispose();

    private async Task RunAsync(PeriodicTimer timer)
    {
        try
        {
            Task saving = _storage.SaveAsync(timer, RunningAnswer);
            SendFailure? rejection = await GenerateAsync().ConfigureAwait(false);
            timer.Dispose();
            await saving.ConfigureAwait(false);
            if (rejection is not null)
            {
                await WithdrawAsync(rejection).ConfigureAwait(false);
            }

            if (_ended is not null)
            {
                await StoreEndAsync(_ended).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogNotStored(exception);
            End(MessageState.Failed);
        }
        finally
        {
            conversation.Settle(this);
        }
    }

    /// <returns>The reason why the model rejected the request; null if the answer has ended.</returns>
    private async Task<SendFailure?> GenerateAsync()
    {
        try
        {
            if (request.Summarizes)
            {
                await SummarizeAsync().ConfigureAwait(false);
            }

            await new AnswerStream(conversation, services, request, _answer, Question, Change).RunAsync(_cancellation.Token).ConfigureAwait(false);
            End(_answer.EndState);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            End(MessageState.Stopped);
        }
        catch (Exception exception) when (SendFailure.OfRejection(exception, _answer.HasGrown) is { } rejection)
        {
            return rejection;
        }
        catch (QuotaExceededException exceeded)
        {
            // A tool was called before. The answer can be continued when the limit ends.
            conversation.Warn(new SendFailure(SendFailureKind.QuotaExceeded) { Quota = exceeded.Refusal });
            End(MessageState.Stopped);
        }
        catch (ContextOverflowException)
        {
            // The calls of this answer and their results have filled the context.
            End(MessageState.LengthLimit);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            if (Phase == AnswerPhase.Summarizing || IsEmptyVersion)
            {
                return new SendFailure(SendFailureKind.Failed);
            }

            End(MessageState.Failed);
        }

        return null;
    }

    /// <summary>Has the model summarise the turns that are no longer sent, and stores the summary with the choice.</summary>
    private async Task SummarizeAsync()
    {
        ImmutableList<ConversationMessage> path = conversation.Messages;
        HistoryCut cut = ConversationPrompt.CutOf(path) ?? throw new InvalidOperationException("Nothing is left out.");
        Guid holder = path.FindLast(message => message.Cut == cut)!.Id;
        SetPhase(AnswerPhase.Summarizing);
        conversation.RequestFrame();
        HistorySummary summary = new(services.Client, conversation.Meter?.Counter ?? throw new EngineUnavailableException("No model is loaded."), conversation.RequestOwner, !conversation.IsTemporary);
        cut = cut with { Summary = await summary.WriteAsync([.. path.Take(ConversationPrompt.FirstSent(path))], _cancellation.Token).ConfigureAwait(false) };
        await _storage.SetCutAsync(holder, cut).ConfigureAwait(false);
        lock (conversation.Gate)
        {
            _answer.Cut = holder == _answer.MessageId ? cut : _answer.Cut;
            conversation.Replace(holder, message => message with { Cut = cut });
        }

        SetPhase(AnswerPhase.Generating);
        conversation.RequestFrame();
    }

    private void SetPhase(AnswerPhase phase)
    {
        lock (conversation.Gate)
        {
            Phase = Phase == AnswerPhase.Ended ? Phase : phase;
        }
    }

    private void End(MessageState state)
    {
        lock (conversation.Gate)
        {
            TryEnd(state);
        }

        conversation.DrawFrame();
    }

    // Under the lock.
    private bool TryEnd(MessageState state)
    {
        if (Phase == AnswerPhase.Ended)
        {
            return false;
        }

        Phase = AnswerPhase.Ended;
        _ended = _answer.End(state);
        conversation.Complete(IsEmptyVersion ? before : conversation.Messages.SetItem(conversation.Messages.Count - 1, _ended));
        return true;
    }

    private ConversationMessage? RunningAnswer()
    {
        lock (conversation.Gate)
        {
            return Phase == AnswerPhase.Ended ? null : Snapshot();
        }
    }

    // Nothing changes an answer that has ended.
    private void Change(Action change)
    {
        lock (conversation.Gate)
        {
            if (Phase == AnswerPhase.Ended)
            {
                return;
            }

            change();
        }

        conversation.RequestFrame();
    }

    private async Task StoreEndAsync(ConversationMessage ended)
    {
        if (IsEmptyVersion)
        {
            await _storage.UndoAsync(before).ConfigureAwait(false);
            return;
        }

        await _storage.WriteEndAsync(ended).ConfigureAwait(false);
        if (!conversation.IsTemporary && before.IsEmpty && ended.State == MessageState.Finished && request.Draft is { } question)
        {
            conversation.BeginTitling(question, ended.Text);
        }
    }

    // The stored messages are removed first: until then nothing else may be sent.
    private async Task WithdrawAsync(SendFailure failure)
    {
        lock (conversation.Gate)
        {
            if (Phase == AnswerPhase.Ended)
            {
                return;
            }

            Phase = AnswerPhase.Withdrawing;
        }

        await _storage.UndoAsync(before).ConfigureAwait(false);
        lock (conversation.Gate)
        {
            Phase = AnswerPhase.Ended;
            conversation.Reject(failure, request.Draft, before);
        }

        conversation.DrawFrame();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be stored")]
    private partial void LogNotStored(Exception exception);
}
