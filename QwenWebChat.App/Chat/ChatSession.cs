using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

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

    // Until there are accounts, a conversation is a user: those who ask more do not keep others waiting.
    private readonly ChatOptions _options = new() { AdditionalProperties = new() { [QwenChatClient.UserProperty] = Guid.NewGuid().ToString("N") } };
    private readonly TimeProvider _time;
    private readonly ILogger<ChatSession> _logger;
    private readonly FramePacer _frames;
    private ImmutableList<ConversationMessage> _messages = [];
    private RunningAnswer? _running;
    private string? _returnedText;
    private bool _isEntered;
    private bool _isDisposed;
    private int _unwrittenCount;

    public ChatSession(IChatClient client, ConversationJournal journal, ConversationTitles titles, TimeProvider time, ILogger<ChatSession> logger, ConversationView? stored = null)
    {
        _client = client;
        _journal = journal;
        _titles = titles;
        _time = time;
        _logger = logger;
        _frames = new FramePacer(time, OnFrame);
        Title = stored?.Summary.Title;
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

    /// <summary>Null for an empty conversation.</summary>
    public string? Title { get; private set; }

    /// <summary>It was thrown away; it may be restored.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Under which it is kept, perhaps only for now.</summary>
    internal Guid? StoredId => _journal.ConversationId;

    /// <summary>No answer is being written, and all that was is kept.</summary>
    internal bool IsSettled => Volatile.Read(ref _unwrittenCount) == 0;

    /// <summary>The pages that show it. Guarded by the desk.</summary>
    internal int ViewerCount { get; set; }

    /// <summary>Ends when the last started generation has let go of the client and is kept.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Ends when the title that the model was asked for is kept; nobody need wait for it.</summary>
    internal Task Titling { get; private set; } = Task.CompletedTask;

    private bool IsTaken { get; set; }

    /// <summary>Adds the message and starts its answer. False for blank text and while an answer is being written.</summary>
    public async Task<bool> SendAsync(string text)
    {
        text = text.Trim();
        return text.Length > 0 && Enter() && await StartAsync(_messages, text).ConfigureAwait(false);
    }

    /// <summary>Writes the last answer anew, as another version. False while one is being written, or where there is none.</summary>
    public async Task<bool> RegenerateAsync()
    {
        if (Messages is not [.., { IsUser: false }] || !Enter())
        {
            return false;
        }

        return await StartAsync(_messages.RemoveAt(_messages.Count - 1), text: null).ConfigureAwait(false);
    }

    /// <summary>Sends another version of a message of the user; what followed the old one stays with that.</summary>
    public async Task<bool> EditAsync(Guid messageId, string text)
    {
        text = text.Trim();
        int index = Messages.FindIndex(message => message.IsUser && message.Id == messageId);
        if (index < 0 || text.Length == 0 || !Enter())
        {
            return false;
        }

        return await StartAsync(_messages.RemoveRange(index, _messages.Count - index), text).ConfigureAwait(false);
    }

    /// <summary>Shows the branch of another version. False while an answer is being written.</summary>
    public async Task<bool> ShowVersionAsync(Guid messageId)
    {
        if (StoredId is null || !Enter())
        {
            return false;
        }

        try
        {
            return await _journal.ShowAsync(messageId).ConfigureAwait(false) && Show(await _journal.PathAsync().ConfigureAwait(false));
        }
        finally
        {
            Leave();
        }
    }

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

    /// <summary>The text of a message that was not taken, once: it belongs back in the composer.</summary>
    public string? TakeReturnedText() => Interlocked.Exchange(ref _returnedText, null);

    public void DismissFailure()
    {
        Failure = null;
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

    /// <summary>The conversation was renamed.</summary>
    internal async Task RefreshTitleAsync()
    {
        Title = await _journal.TitleAsync().ConfigureAwait(false) ?? Title;
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
