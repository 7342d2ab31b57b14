using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Chat;

/// <summary>
/// One conversation and the answer being written to it, apart from any page. Any thread may call it; <see cref="Changed"/>
/// is raised on any thread, at most 25 times a second while an answer streams. Disposing it stops the answer.
/// </summary>
public sealed partial class ChatSession : IDisposable
{
    private const int TitleLength = 120;

    private readonly Lock _gate = new();
    private readonly IChatClient _client;

    // Until there are accounts, a page is a user: those who ask more do not keep others waiting.
    private readonly ChatOptions _options = new() { AdditionalProperties = new() { [QwenChatClient.UserProperty] = Guid.NewGuid().ToString("N") } };
    private readonly TimeProvider _time;
    private readonly ILogger<ChatSession> _logger;
    private readonly FramePacer _frames;
    private ImmutableList<ConversationMessage> _messages = [];
    private RunningAnswer? _running;
    private string? _returnedText;
    private int _lastId;
    private bool _isDisposed;

    public ChatSession(IChatClient client, TimeProvider time, ILogger<ChatSession> logger)
    {
        _client = client;
        _time = time;
        _logger = logger;
        _frames = new FramePacer(time, OnFrame);
    }

    /// <summary>Something a page shows is different now.</summary>
    public event Action? Changed;

    public ImmutableList<ConversationMessage> Messages => Volatile.Read(ref _messages);

    public bool IsGenerating => Volatile.Read(ref _running) is not null;

    /// <summary>Why the last message was not taken; null once another is sent.</summary>
    public SendFailure? Failure { get; private set; }

    /// <summary>The beginning of the first line that the user wrote, or null for an empty conversation.</summary>
    public string? Title => Messages is [{ Text: var text }, ..] ? text.AsSpan(0, Math.Min(text.Length, TitleLength)).ToString().Split('\n')[0].Trim() : null;

    /// <summary>Ends when the last started generation has let go of the client.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Adds the message and starts its answer. False for blank text and while an answer is being written.</summary>
    public bool Send(string text)
    {
        text = text.Trim();
        lock (_gate)
        {
            if (text.Length == 0 || _running is not null || _isDisposed)
            {
                return false;
            }

            _messages = _messages.Add(new ConversationMessage(++_lastId, IsUser: true, text));
            Start();
        }

        _frames.Flush();
        return true;
    }

    /// <summary>Writes the last answer anew. False while one is being written, or where there is none.</summary>
    public bool Regenerate()
    {
        lock (_gate)
        {
            if (_running is not null || _isDisposed || _messages.Count == 0 || _messages[^1].IsUser)
            {
                return false;
            }

            ConversationMessage old = _messages[^1];
            _messages = _messages.RemoveAt(_messages.Count - 1);
            Start(old);
        }

        _frames.Flush();
        return true;
    }

    /// <summary>Ends the answer at once; what has come is kept.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_running is null)
            {
                return;
            }

            _running.Cancel();
            End(_running.Snapshot(AnswerState.Stopped));
        }

        _frames.Flush();
    }

    /// <summary>Begins an empty conversation and hands back the one that it replaces, for <see cref="Restore"/>.</summary>
    public ImmutableList<ConversationMessage> Clear()
    {
        Stop();
        ImmutableList<ConversationMessage> old;
        lock (_gate)
        {
            old = _messages;
            _messages = [];
            Failure = null;
        }

        _frames.Flush();
        return old;
    }

    /// <summary>Brings back a conversation; only into an empty one, so that nothing is written over.</summary>
    public bool Restore(ImmutableList<ConversationMessage> messages)
    {
        lock (_gate)
        {
            if (!_messages.IsEmpty || _isDisposed)
            {
                return false;
            }

            _messages = messages;
        }

        _frames.Flush();
        return true;
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
            _running = null;
        }

        _frames.Dispose();
    }

    private void Start(ConversationMessage? replaced = null)
    {
        Failure = null;
        RunningAnswer answer = new(++_lastId, _time, replaced);
        _running = answer;
        List<ChatMessage> prompt = [.. _messages
            .Where(message => message.Text.Length > 0)
            .Select(message => new ChatMessage(message.IsUser ? ChatRole.User : ChatRole.Assistant, message.Text))];
        _messages = _messages.Add(answer.Snapshot());

        // Off the caller's thread: a client may render and tokenize a long prompt before its first await.
        Completion = Task.Run(() => GenerateAsync(answer, prompt));
    }

    private async Task GenerateAsync(RunningAnswer answer, List<ChatMessage> prompt)
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
            Refuse(answer, new SendFailure(SendFailureKind.ContextOverflow, overflow.PromptTokens, overflow.ContextTokens));
        }
        catch (EngineUnavailableException) when (!answer.HasText)
        {
            Refuse(answer, new SendFailure(SendFailureKind.Unavailable));
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            Finish(answer, AnswerState.Failed);
        }
        finally
        {
            answer.Dispose();
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
        }

        _frames.Request();
    }

    private void Finish(RunningAnswer answer, AnswerState end)
    {
        if (end == AnswerState.Failed && answer is { Replaced: not null, HasText: false })
        {
            Refuse(answer, new SendFailure(SendFailureKind.Failed));
            return;
        }

        lock (_gate)
        {
            if (_running != answer)
            {
                return;
            }

            End(answer.Snapshot(end));
        }

        _frames.Flush();
    }

    // The message and its answer leave the conversation; the text goes back to whoever wrote it. An answer that was to be
    // replaced stays.
    private void Refuse(RunningAnswer answer, SendFailure failure)
    {
        lock (_gate)
        {
            if (_running != answer)
            {
                return;
            }

            _running = null;
            Failure = failure;
            if (answer.Replaced is { } old)
            {
                _messages = _messages.SetItem(_messages.Count - 1, old);
            }
            else
            {
                _returnedText = _messages[^2].Text;
                _messages = _messages.RemoveRange(_messages.Count - 2, 2);
            }
        }

        _frames.Flush();
    }

    private void End(ConversationMessage answer)
    {
        ConversationMessage kept = answer.Text.Length == 0 && _running?.Replaced is { } old ? old : answer;
        _messages = _messages.SetItem(_messages.Count - 1, kept);
        _running = null;
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
}
