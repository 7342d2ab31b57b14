using System.Text;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Chat;

/// <summary>The answer being written: what has come in and the means to stop it. Guarded by its session's lock.</summary>
internal sealed class RunningAnswer(int messageId, TimeProvider time, ConversationMessage? replaced = null) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly StringBuilder _text = new();
    private readonly long _startedAt = time.GetTimestamp();
    private long? _firstTokenAt;
    private GenerationTimingContent? _timing;
    private long? _answerTokens;

    public int MessageId { get; } = messageId;

    /// <summary>The answer that this one is written instead of; it comes back where nothing is written.</summary>
    public ConversationMessage? Replaced { get; } = replaced;

    public CancellationToken Cancelled => _cancellation.Token;

    public bool HasText => _text.Length > 0;

    public PromptProgress? Progress { get; private set; }

    public ChatFinishReason? FinishReason { get; private set; }

    /// <summary>How an answer whose stream has ended came to its end.</summary>
    public AnswerState EndState =>
        FinishReason == ChatFinishReason.Length ? AnswerState.LengthLimit
        : FinishReason == QwenChatClient.Interrupted ? AnswerState.Stopped
        : AnswerState.Finished;

    /// <summary>Signals without waiting: what listens to the token runs elsewhere.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    /// <summary>By the one that reads the stream, once its session has let go of it.</summary>
    public void Dispose() => _cancellation.Dispose();

    public void Apply(ChatResponseUpdate update)
    {
        FinishReason = update.FinishReason ?? FinishReason;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    _firstTokenAt ??= time.GetTimestamp();
                    _text.Append(text.Text);
                    break;
                case GenerationProgressContent progress:
                    Progress = new PromptProgress(progress.RequestsAhead, progress.ReadTokens, progress.PromptTokens, progress.Left);
                    break;
                case UsageContent usage:
                    _answerTokens = usage.Details.OutputTokenCount;
                    break;
                case GenerationTimingContent timing:
                    _timing = timing;
                    break;
            }
        }
    }

    /// <summary>The message as it stands now.</summary>
    public ConversationMessage Snapshot(AnswerState? end = null) => new(MessageId, IsUser: false, _text.ToString())
    {
        State = end ?? (HasText ? AnswerState.Streaming : AnswerState.Waiting),
        Progress = HasText ? null : Progress,
        Figures = end is AnswerState.Finished or AnswerState.LengthLimit ? Figures() : null,
    };

    // A server that doesn't report its own timing is timed from here.
    private AnswerFigures? Figures()
    {
        if (_timing is not null)
        {
            return new AnswerFigures(_answerTokens, _timing.TokensPerSecond, _timing.TimeToFirstToken)
            {
                CachedTokens = _timing.CachedTokens,
                YarnFactor = _timing.YarnFactor,
            };
        }

        if (_firstTokenAt is not { } first)
        {
            return null;
        }

        double seconds = time.GetElapsedTime(first).TotalSeconds;
        double speed = _answerTokens > 1 && seconds > 0 ? (_answerTokens.Value - 1) / seconds : 0;
        return new AnswerFigures(_answerTokens, speed, time.GetElapsedTime(_startedAt, first));
    }
}
