using System.Collections.Immutable;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Chat;

/// <summary>
/// One conversation, independent of any page: its messages, its setup and the <see cref="AnswerRun"/> that writes its answer.
/// All pages that show it share it, and an answer continues without any. Thread-safe; <see cref="Changed"/> is raised on any
/// thread, at most 25 times a second while an answer streams. Only <see cref="Stop"/>, the end of the app and deleting the
/// conversation end an answer early.
/// </summary>
internal sealed partial class Conversation : IDisposable
{
    private readonly ChatServices _services;
    private readonly TemporaryDatabase? _memory;
    private readonly ILogger _logger;
    private readonly FramePacer _frames;
    private ImmutableList<ConversationMessage> _messages;
    private ContextMeter? _meter;
    private AnswerRun? _run;
    private AnswerRequest? _rejected;
    private Draft? _returned;
    private bool _isAccepted;
    private bool _isChanging;
    private bool _isDisposed;
    private int _unsettledCount;

    /// <param name="memory">The database of a temporary conversation, which its services use and which ends with it; null for a stored one.</param>
    public Conversation(ChatServices services, Guid ownerId, ConversationView? stored = null, TemporaryDatabase? memory = null)
    {
        (_services, _memory) = (services, memory);
        _logger = services.Logger;
        _frames = new FramePacer(services.Time, OnFrame);
        OwnerId = ownerId;
        // Each conversation of an owner has a queue of its own: many requests in one do not delay the others.
        RequestOwner = new RequestOwner(ownerId.ToString(), $"{Guid.NewGuid():N}");
        StoredId = stored?.Summary.Id;
        Title = stored?.Summary.Title;
        Setup = stored?.Setup ?? ChatSetup.None;
        _messages = [.. stored?.Path ?? []];
        _isAccepted = stored is not null;
    }

    /// <summary>Something that a page shows has changed.</summary>
    public event Action? Changed;

    /// <summary>An answer began or ended, or the conversation was stored or removed. For the desk.</summary>
    internal event Action<Conversation>? StateChanged;

    public ImmutableList<ConversationMessage> Messages => Volatile.Read(ref _messages);

    public bool IsGenerating => Volatile.Read(ref _run) is { IsGenerating: true };

    /// <summary>The id under which it is found again; null until the model has accepted the first message.</summary>
    public Guid? ConversationId => _isAccepted ? StoredId : null;

    /// <summary>The reason why the last message was rejected; null once another is sent.</summary>
    public SendFailure? Failure { get; private set; }

    /// <summary>The message that did not fit, which is still in the composer.</summary>
    public Draft? RejectedDraft => _rejected?.Draft;

    /// <summary>Null for an empty conversation.</summary>
    public string? Title { get; private set; }

    /// <summary>The system prompt and settings of the next answer.</summary>
    public ChatSetup Setup { get; internal set; }

    /// <summary>The documents that the conversation is about; null for none.</summary>
    public IConversationSources? Sources { get; internal set; }

    /// <summary>It is held in memory alone, without a title, and ends when no page shows it.</summary>
    public bool IsTemporary => _memory is not null;

    /// <summary>It is in the trash; it may be restored.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Counts the tokens of the conversation; null if no model is loaded, or it cannot count.</summary>
    public ContextMeter? Meter
    {
        get
        {
            IPromptCounter? counter = (IPromptCounter?)_services.Client.GetService(typeof(IPromptCounter));
            return counter is null ? null
                : _meter?.Counter == counter && _meter.Sources == Sources ? _meter
                : _meter = new ContextMeter(counter, Sources, _services.Tools);
        }
    }

    /// <summary>The id of the stored conversation, even if it is only stored for a request that may be rejected.</summary>
    internal Guid? StoredId { get; private set; }

    internal Guid OwnerId { get; }

    internal RequestOwner RequestOwner { get; }

    /// <summary>No answer is being written, and every answer is stored.</summary>
    internal bool IsSettled
    {
        get
        {
            lock (Gate)
            {
                return _run is null && _unsettledCount == 0;
            }
        }
    }

    /// <summary>The drafts of the conversation.</summary>
    internal DraftStore Drafts => _services.Drafts;

    /// <summary>The place of the conversation's draft.</summary>
    internal DraftPlace DraftPlace => StoredId is { } id && !IsTemporary ? DraftPlace.OfConversation(id) : NewPlace;

    /// <summary>The place of its draft as long as the conversation is not stored.</summary>
    internal DraftPlace NewPlace { get; set; }

    /// <summary>The number of pages that show it. Guarded by the desk.</summary>
    internal int ViewerCount { get; set; }

    /// <summary>Ends when the last started answer is stored.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when the title that the model was asked for is stored; nobody need wait for it.</summary>
    internal Task Titling { get; private set; } = Task.CompletedTask;

    /// <summary>Guards the conversation and its run.</summary>
    internal Lock Gate { get; } = new();

    private bool IsBusy => _run is not null || _isChanging || _isDisposed || IsDeleted;

    /// <summary>Adds the message and starts its answer. Returns false for a blank one, while an answer is being written, and if it was rejected.</summary>
    public Task<bool> SendAsync(Draft draft) => AskAsync(path => draft.IsEmpty ? null : new AnswerRequest(path) { Draft = draft.WithoutBlankLines() });

    /// <summary>
    /// Generates another version of an answer, without the messages that followed the old one; for a question, an answer.
    /// Returns false while one is being written, and for a message that is not shown.
    /// </summary>
    public Task<bool> RegenerateAsync(Guid messageId) => AskAsync(path =>
        path.FindIndex(message => message.Id == messageId) is >= 0 and int index ? new AnswerRequest(path.GetRange(0, path[index].IsUser ? index + 1 : index)) : null);

    /// <summary>Continues the last answer where it was cut off. Returns false while one is being written, or if the model ended it.</summary>
    public Task<bool> ContinueAsync() => AskAsync(path =>
        path is [.., { IsCut: true } last] ? new AnswerRequest(path.RemoveAt(path.Count - 1)) { Continued = last } : null);

    /// <summary>Sends another version of a message of the user, with its attachments; the messages that followed the old one stay with that.</summary>
    public Task<bool> EditAsync(Guid messageId, string text) => AskAsync(path =>
    {
        int index = path.FindIndex(message => message.IsUser && message.Id == messageId);
        Draft? draft = index < 0 ? null : new Draft(text, path[index].Attachments).WithoutBlankLines();
        return draft is { IsEmpty: false } ? new AnswerRequest(path.GetRange(0, index)) { Draft = draft } : null;
    });

    /// <summary>Sends the message that did not fit again, without the oldest turns. Returns false if there is none.</summary>
    /// <param name="summarizes">The model gets a summary of those turns.</param>
    public Task<bool> LeaveOutAsync(bool summarizes) => AskAsync(_ =>
        _rejected is not null && Failure?.Plan is { } plan ? _rejected with { Cut = new HistoryCut(plan.FirstSentId), Summarizes = summarizes } : null);

    /// <summary>Ends the answer at once; the text that it has is stored.</summary>
    public void Stop()
    {
        if (Volatile.Read(ref _run)?.Stop() == true)
        {
            _frames.Flush();
            StateChanged?.Invoke(this);
        }
    }

    /// <summary>Answers the question whether a tool may run. Does nothing if it is no longer open.</summary>
    public void Decide(Guid questionId, ToolDecision decision) => Volatile.Read(ref _run)?.Question.Decide(questionId, decision);

    /// <summary>Returns a message that was rejected, once: it belongs back in the composer.</summary>
    public Draft? TakeRejectedDraft() => Interlocked.Exchange(ref _returned, null);

    public void DismissFailure()
    {
        (Failure, _rejected) = (null, null);
        _frames.Flush();
    }

    public void Dispose()
    {
        lock (Gate)
        {
            _isDisposed = true;
            _run?.Cancel();
        }

        _frames.Dispose();
        _memory?.Dispose();
    }

    /// <param name="requestOf">Makes the request from the messages that are shown; null for none. Called under the lock.</param>
    private async Task<bool> AskAsync(Func<ImmutableList<ConversationMessage>, AnswerRequest?> requestOf)
    {
        AnswerRun? run = null;
        lock (Gate)
        {
            if (!IsBusy && requestOf(_messages) is { } request)
            {
                run = _run = new AnswerRun(this, _services, request, _messages);
            }
        }

        if (run is null)
        {
            return false;
        }

        SendFailure? failure = await run.PrepareAsync().ConfigureAwait(false);
        lock (Gate)
        {
            (Failure, _rejected) = (failure, failure is { Kind: SendFailureKind.ContextOverflow } ? run.Request : null);
            if (failure is null)
            {
                _messages = run.Path;
                _unsettledCount++;
                Completion = run.Start();
            }
            else
            {
                _run = null;
                run.Dispose();
            }
        }

        _frames.Flush();
        StateChanged?.Invoke(this);
        return failure is null;
    }

    private void OnFrame()
    {
        lock (Gate)
        {
            if (_run is { IsGenerating: true })
            {
                _messages = _messages.SetItem(_messages.Count - 1, _run.Snapshot());
            }
        }

        Changed?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be stored")]
    private partial void LogNotStored(Exception exception);
}
