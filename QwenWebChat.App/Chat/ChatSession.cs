using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Chat;

/// <summary>
/// One conversation and the answer being written to it, apart from any page: all pages that show it share it, and an answer
/// goes on without any. Any thread may call it; <see cref="Changed"/> is raised on any thread, at most 25 times a second
/// while an answer streams. Only <see cref="Stop"/>, the end of the app and deleting the conversation end an answer early.
/// </summary>
internal sealed partial class ChatSession : IDisposable
{
    /// <summary>How often the text of a running answer is kept.</summary>
    public static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly IChatClient _client;
    private readonly ConversationJournal _journal;
    private readonly ConversationTitles _titles;

    private readonly RequestOwner _owner;
    private readonly TimeProvider _time;
    private readonly ILogger<ChatSession> _logger;
    private readonly FramePacer _frames;
    private ImmutableList<ConversationMessage> _messages = [];
    private ContextMeter? _meter;
    private RunningAnswer? _running;
    private ChatAttempt? _refused;
    private Draft? _returned;
    private bool _isEntered;
    private bool _isDisposed;
    private int _unwrittenCount;

    public ChatSession(IChatClient client, ConversationJournal journal, ConversationTitles titles, TimeProvider time, ILogger<ChatSession> logger, ConversationView? stored = null)
    {
        _client = client;
        _journal = journal;
        _titles = titles;
        // Conversations of one owner have a line each: who asks more in one does not keep the others waiting.
        _owner = new RequestOwner(journal.OwnerId.ToString(), $"{Guid.NewGuid():N}");
        _time = time;
        _logger = logger;
        _frames = new FramePacer(time, OnFrame);
        Title = stored?.Summary.Title;
        Setup = stored?.Setup ?? ChatSetup.None;
        _messages = stored is null ? [] : [.. stored.Path.Select(ConversationMessage.From)];
        IsTaken = stored is not null;
    }

    /// <summary>Something a page shows is different now.</summary>
    public event Action? Changed;

    /// <summary>An answer began or ended, or the conversation came to be kept or is not any more. For the desk.</summary>
    internal event Action<ChatSession>? StateChanged;

    public ImmutableList<ConversationMessage> Messages => Volatile.Read(ref _messages);

    public bool IsGenerating => Volatile.Read(ref _running) is not null;

    /// <summary>Under which it is found again; null until the model has taken the first message.</summary>
    public Guid? ConversationId => IsTaken ? StoredId : null;

    /// <summary>Why the last message was not taken; null once another is sent.</summary>
    public SendFailure? Failure { get; private set; }

    /// <summary>The message that did not fit, which still stands in the composer.</summary>
    public Draft? RefusedDraft => _refused?.Draft;

    /// <summary>Null for an empty conversation.</summary>
    public string? Title { get; private set; }

    /// <summary>What the next answer is written with.</summary>
    public ChatSetup Setup { get; internal set; }

    /// <summary>What it rests on beside its messages; null for nothing.</summary>
    public IConversationSources? Sources { get; internal set; }

    /// <summary>It was thrown away; it may be restored.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Counts what the conversation takes of the context; null where no model is there, or it cannot tell.</summary>
    public ContextMeter? Meter
    {
        get
        {
            IPromptCounter? counter = _client.GetService<IPromptCounter>();
            return counter is null ? null
                : _meter?.Counter == counter && _meter.Sources == Sources ? _meter
                : _meter = new ContextMeter(counter, Sources);
        }
    }

    /// <summary>Under which it is kept, perhaps only for now.</summary>
    internal Guid? StoredId => _journal.ConversationId;

    /// <summary>No answer is being written, and all that was is kept.</summary>
    internal bool IsSettled => Volatile.Read(ref _unwrittenCount) == 0;

    /// <summary>The place under which the conversation's draft is stored.</summary>
    internal DraftPlace DraftPlace => StoredId is { } id ? DraftPlace.OfConversation(id) : NewPlace;

    /// <summary>The same, as long as it is not kept itself.</summary>
    internal DraftPlace NewPlace { get; set; }

    /// <summary>The pages that show it. Guarded by the desk.</summary>
    internal int ViewerCount { get; set; }

    /// <summary>Ends when the last started generation has let go of the client and is kept.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when the title that the model was asked for is kept; nobody need wait for it.</summary>
    internal Task Titling { get; private set; } = Task.CompletedTask;

    private bool IsTaken { get; set; }

    /// <summary>Adds the message and starts its answer. False for a blank one, while an answer is being written, and where it was refused.</summary>
    public Task<bool> SendAsync(Draft draft) => AskAsync(path => draft.IsEmpty ? null : new ChatAttempt(path) { Draft = draft.WithoutBlankLines() });

    /// <summary>
    /// Writes an answer anew, as another version of it, which what followed the old one does not follow; of a question, an
    /// answer. False while one is being written, and for a message that is not shown.
    /// </summary>
    public Task<bool> RegenerateAsync(Guid messageId) => AskAsync(path =>
        path.FindIndex(message => message.Id == messageId) is >= 0 and int index ? new ChatAttempt(path.GetRange(0, path[index].IsUser ? index + 1 : index)) : null);

    /// <summary>Goes on with the last answer where it was cut off. False while one is being written, or where it ended by itself.</summary>
    public Task<bool> ContinueAsync() => AskAsync(path =>
        path is [.., { IsCut: true } last] ? new ChatAttempt(path.RemoveAt(path.Count - 1)) { Continued = last } : null);

    /// <summary>Sends another version of a message of the user, with what was attached to it; what followed the old one stays with that.</summary>
    public Task<bool> EditAsync(Guid messageId, string text) => AskAsync(path =>
    {
        int index = path.FindIndex(message => message.IsUser && message.Id == messageId);
        Draft? draft = index < 0 ? null : new Draft(text, path[index].Attachments).WithoutBlankLines();
        return draft is { IsEmpty: false } ? new ChatAttempt(path.GetRange(0, index)) { Draft = draft } : null;
    });

    /// <summary>Asks again for what did not fit, without the oldest turns. False where nothing was refused so.</summary>
    /// <param name="summarizes">The model is told of them in short.</param>
    public async Task<bool> LeaveOutAsync(bool summarizes)
    {
        if (_refused is not { } attempt || Failure?.Plan is not { } plan || !Enter())
        {
            return false;
        }

        return await StartAsync(attempt with { Cut = new HistoryCut(plan.FirstKeptId), Summarizes = summarizes }).ConfigureAwait(false);
    }

    /// <summary>Ends the answer at once; what has come is kept.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_running is null or { IsRefused: true })
            {
                return;
            }

            _running.Cancel();
            End(_running, AnswerState.Stopped);
        }

        _frames.Flush();
        StateChanged?.Invoke(this);
    }

    /// <summary>A message that was not taken, once: it belongs back in the composer.</summary>
    public Draft? TakeReturned() => Interlocked.Exchange(ref _returned, null);

    public void DismissFailure()
    {
        (Failure, _refused) = (null, null);
        _frames.Flush();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _running?.Cancel();
        }

        _frames.Dispose();
    }

    /// <param name="attemptOf">What to ask, by what is shown; null for nothing.</param>
    private async Task<bool> AskAsync(Func<ImmutableList<ConversationMessage>, ChatAttempt?> attemptOf)
    {
        if (!Enter())
        {
            return false;
        }

        if (attemptOf(_messages) is { } attempt)
        {
            return await StartAsync(attempt).ConfigureAwait(false);
        }

        Leave();
        return false;
    }

    private bool Enter()
    {
        lock (_gate)
        {
            return !_isEntered && _running is null && !_isDisposed && !IsDeleted && (_isEntered = true);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _isEntered = false;
        }
    }

    private bool Show(IEnumerable<ConversationMessage> path)
    {
        lock (_gate)
        {
            _messages = [.. path];
        }

        _frames.Flush();
        return true;
    }

    private void OnFrame()
    {
        lock (_gate)
        {
            if (_running is not null)
            {
                _messages = _messages.SetItem(_messages.Count - 1, _running.Snapshot());
            }
        }

        Changed?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An answer failed")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A message could not be kept")]
    private partial void LogNotKept(Exception exception);
}
