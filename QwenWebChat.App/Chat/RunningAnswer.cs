using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>The answer being written: what has come in and the means to stop it. Guarded by its session's lock.</summary>
/// <param name="message">What is kept of it already; an answer that goes on has a text.</param>
internal sealed class RunningAnswer(ConversationMessage message, ChatAttempt attempt, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly StringBuilder _text = new(message.Text);
    private readonly List<int>? _tokenIds = message.Text.Length == 0 ? [] : message.TokenIds is [] ? null : [.. message.TokenIds];
    private readonly long _startedAt = time.GetTimestamp();
    private long? _firstTokenAt;
    private GenerationTimingContent? _timing;
    private long? _answerTokens;
    private long? _promptTokens;
    private string? _model;
    private HistoryCut? _cut = message.Cut;

    public Guid MessageId { get; } = message.Id;

    public ChatAttempt Attempt => attempt;

    /// <summary>The conversation without this attempt; it comes back where the attempt is refused.</summary>
    public required ImmutableList<ConversationMessage> Before { get; init; }

    /// <summary>The first message that was kept for this attempt; none where an answer goes on.</summary>
    public required Guid? FirstAdded { get; init; }

    /// <summary>The conversation was made for this attempt.</summary>
    public bool HasNewConversation { get; init; }

    /// <summary>It stands in place of another version, which comes back where nothing comes.</summary>
    public bool IsReplacement => attempt is { Draft: null, Continued: null };

    /// <summary>The model has it: something came in.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>It is being taken back; Stop no longer applies.</summary>
    public bool IsRefused { get; set; }

    /// <summary>How it ended; null while it is written.</summary>
    public ConversationMessage? Ended { get; set; }

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Something of it came.</summary>
    public bool HasCome => _text.Length > message.Text.Length;

    /// <summary>The oldest turns are being summarised first.</summary>
    public bool IsSummarizing { get; set; }

    /// <summary>What of the documents it is written from.</summary>
    public SourcesUse? Sources { get; set; } = message.Sources;

    public int TextLength => _text.Length;

    public PromptProgress? Progress { get; private set; }

    public ChatFinishReason? FinishReason { get; private set; }

    /// <summary>How an answer whose stream has ended came to its end.</summary>
    public AnswerState EndState =>
        FinishReason == ChatFinishReason.Length ? AnswerState.LengthLimit
        : FinishReason == QwenChatClient.Interrupted ? AnswerState.Stopped
        : AnswerState.Finished;

    /// <summary>Where the choice stands at the answer itself, its snapshots carry what was added to it.</summary>
    public void SetCut(Guid holderId, HistoryCut cut) => _cut = holderId == MessageId ? cut : _cut;

    /// <summary>Signals without waiting: what listens to the token runs elsewhere.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    /// <summary>By the one that reads the stream, once its session has let go of it.</summary>
    public void Dispose() => _cancellation.Dispose();

    public void Apply(ChatResponseUpdate update)
    {
        IsTaken = true;
        FinishReason = update.FinishReason ?? FinishReason;
        _model = update.ModelId ?? _model;
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    _firstTokenAt ??= time.GetTimestamp();
                    _text.Append(text.Text);
                    break;
                case GenerationTokensContent tokens:
                    _tokenIds?.AddRange(tokens.Ids);
                    break;
                case GenerationProgressContent progress:
                    Progress = new PromptProgress(progress.RequestsAhead, progress.ReadTokens, progress.PromptTokens, progress.Left);
                    break;
                case UsageContent usage:
                    (_answerTokens, _promptTokens) = (usage.Details.OutputTokenCount, usage.Details.InputTokenCount);
                    break;
                case GenerationTimingContent timing:
                    _timing = timing;
                    break;
            }
        }
    }

    /// <summary>The message as it stands now.</summary>
    public ConversationMessage Snapshot(AnswerState? end = null) => message with
    {
        Text = _text.ToString(),
        Cut = _cut,
        Sources = Sources,
        TokenIds = end is AnswerState.LengthLimit or AnswerState.Stopped or AnswerState.Failed ? [.. _tokenIds ?? []] : [],
        State = end ?? (_text.Length > 0 && !IsSummarizing ? AnswerState.Streaming : AnswerState.Waiting),
        Progress = HasCome ? null : IsSummarizing ? new PromptProgress { IsSummarizing = true } : Progress,
        Figures = end is AnswerState.Finished or AnswerState.LengthLimit ? Figures() : null,
    };

    /// <summary>The figures of the message as it ended, to be kept.</summary>
    public MessageFigures KeptFigures(ConversationMessage ended) => new()
    {
        AnswerTokens = ended.Figures?.AnswerTokens,
        TokensPerSecond = ended.Figures?.TokensPerSecond,
        TimeToFirstTokenMs = ended.Figures?.TimeToFirstToken.TotalMilliseconds,
        PromptTokens = (int?)_promptTokens,
        CachedTokens = ended.Figures?.CachedTokens,
        YarnFactor = ended.Figures?.YarnFactor,
        Model = _model,
        FinishReason = FinishReason?.Value,
    };

    // Of an answer that went on, where it is known how many it had.
    private long? AllTokens => message.Text.Length == 0 ? _answerTokens : _answerTokens + message.Figures?.AnswerTokens;

    // A server that doesn't report its own timing is timed from here.
    private AnswerFigures? Figures()
    {
        if (_timing is not null)
        {
            return new AnswerFigures(AllTokens, _timing.TokensPerSecond, _timing.TimeToFirstToken)
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
        return new AnswerFigures(AllTokens, speed, time.GetElapsedTime(_startedAt, first));
    }
}
