using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Chat;

/// <summary>Builds an answer from the updates of a response stream. Not thread-safe.</summary>
/// <param name="message">The stored answer: empty, or the text that is continued.</param>
internal sealed class AnswerBuilder(ConversationMessage message, TimeProvider time)
{
    private readonly StringBuilder _text = new(message.Text);
    // Null for a continued answer without known tokens: those of the rest alone would be of no use.
    private readonly List<int>? _tokenIds = message.Text.Length == 0 ? [] : message.TokenIds is [] ? null : [.. message.TokenIds];
    private readonly long _startedAt = time.GetTimestamp();
    private long? _firstTokenAt;
    private AnswerFigures? _measured;
    private UsageDetails? _usage;
    private PromptProgress? _progress;
    private string? _model;
    private ChatFinishReason? _finishReason;

    public Guid MessageId => message.Id;

    public int TextLength => _text.Length;

    /// <summary>The stream has brought text.</summary>
    public bool HasText => _text.Length > message.Text.Length;

    /// <summary>The parts of the documents that the answer is written from.</summary>
    public SourcesUse? Sources { get; set; } = message.Sources;

    /// <summary>The shortened history that begins with the answer itself.</summary>
    public HistoryCut? Cut { get; set; } = message.Cut;

    /// <summary>The end of an answer whose stream has ended.</summary>
    public MessageState EndState =>
        _finishReason == ChatFinishReason.Length ? MessageState.LengthLimit
        : _finishReason == QwenChatClient.Interrupted ? MessageState.Stopped
        : MessageState.Finished;

    // The count of a continued answer, if the count of its beginning is known.
    private long? AllTokens => message.Text.Length == 0 ? _usage?.OutputTokenCount : _usage?.OutputTokenCount + message.Figures?.AnswerTokens;

    public void Apply(ChatResponseUpdate update)
    {
        _finishReason = update.FinishReason ?? _finishReason;
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
                    _progress = progress.Progress;
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    break;
                case GenerationFiguresContent measured:
                    _measured = measured.Figures;
                    break;
            }
        }
    }

    /// <summary>Returns the answer as it is being written.</summary>
    public ConversationMessage Snapshot(bool isSummarizing) => message with
    {
        Text = _text.ToString(),
        Cut = Cut,
        Sources = Sources,
        TokenIds = [],
        State = MessageState.Streaming,
        Progress = HasText ? null : isSummarizing ? new PromptProgress { IsSummarizing = true } : _progress,
        Figures = null,
    };

    /// <summary>Returns the answer with its end.</summary>
    public ConversationMessage End(MessageState state) => Snapshot(isSummarizing: false) with
    {
        State = state,
        Progress = null,
        TokenIds = state is MessageState.LengthLimit or MessageState.Stopped or MessageState.Failed ? [.. _tokenIds ?? []] : [],
        Figures = (state is MessageState.Finished or MessageState.LengthLimit ? _measured ?? Measure() : new AnswerFigures()) with
        {
            AnswerTokens = state is MessageState.Finished or MessageState.LengthLimit ? AllTokens : null,
            PromptTokens = (int?)_usage?.InputTokenCount,
            Model = _model,
            FinishReason = _finishReason?.Value,
        },
    };

    // For a model that does not report its own figures.
    private AnswerFigures Measure()
    {
        if (_firstTokenAt is not { } first)
        {
            return new AnswerFigures();
        }

        double seconds = time.GetElapsedTime(first).TotalSeconds;
        return new AnswerFigures
        {
            TokensPerSecond = _usage?.OutputTokenCount > 1 && seconds > 0 ? (_usage.OutputTokenCount.Value - 1) / seconds : 0,
            TimeToFirstTokenMs = time.GetElapsedTime(_startedAt, first).TotalMilliseconds,
        };
    }
}
