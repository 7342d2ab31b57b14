using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Chat;

/// <summary>Builds an answer from the updates of its requests: of one, or of one more after each round of calls. Not thread-safe.</summary>
/// <param name="message">The stored answer: empty, or the one that is continued.</param>
internal sealed class AnswerBuilder(ConversationMessage message, TimeProvider time)
{
    private readonly StringBuilder _text = new(message.Text);
    // Those of the open round. Null if its text is continued without known tokens: those of the rest alone would be of no use.
    private List<int>? _tokenIds = OpenText(message).Length == 0 ? [] : message.TokenIds is [] ? null : [.. message.TokenIds];
    private readonly long _startedAt = time.GetTimestamp();
    private long? _firstTokenAt;
    private AnswerFigures? _measured;
    private ImmutableList<ToolCall> _calls = [.. message.ToolCalls];
    private int _round = 1 + (message.ToolCalls is [.., { } last] ? last.Round : 0);
    private int _roundStart = message.Text.Length;
    private bool _opensParagraph = message is { Text.Length: > 0, ToolCalls.Count: > 0 } && OpenText(message).Length == 0;
    private long? _outputTokens;
    private UsageDetails? _usage;
    private PromptProgress? _progress;
    private string? _model;
    private ChatFinishReason? _finishReason;

    public Guid MessageId => message.Id;

    /// <summary>The answer has more text or other calls than the stored one.</summary>
    public bool HasGrown => _text.Length > message.Text.Length || !_calls.SequenceEqual(message.ToolCalls);

    /// <summary>The calls that have not run.</summary>
    public IEnumerable<ToolCall> OpenCalls => _calls.Where(call => call.Result is null);

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
    private long? AllTokens => message.IsEmpty ? _outputTokens : _outputTokens + message.Figures?.AnswerTokens;

    private bool HasRoundText => _text.Length > _roundStart;

    /// <summary>Begins a request: text and calls that come from now on follow the results of the calls before.</summary>
    public void BeginRound()
    {
        (_round, _roundStart) = (_round + 1, _text.Length);
        (_opensParagraph, _tokenIds, _progress, _finishReason) = (_text.Length > 0, [], null, null);
    }

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
                    Append(text.Text);
                    break;
                case FunctionCallContent call:
                    _firstTokenAt ??= time.GetTimestamp();
                    // Arguments that no prompt can hold are none; the tool then says what it lacks.
                    _calls = _calls.Add(new ToolCall(call.Name, ToolArguments.TryWrite(call.Arguments) ?? "{}") { Round = _round, Offset = _text.Length });
                    break;
                case GenerationTokensContent tokens:
                    _tokenIds?.AddRange(tokens.Ids);
                    break;
                case GenerationProgressContent progress:
                    _progress = progress.Progress;
                    break;
                case UsageContent usage:
                    _usage = usage.Details;
                    _outputTokens = (_outputTokens ?? 0) + usage.Details.OutputTokenCount;
                    break;
                case GenerationFiguresContent measured:
                    _measured = measured.Figures with { TimeToFirstTokenMs = _measured?.TimeToFirstTokenMs ?? measured.Figures.TimeToFirstTokenMs };
                    break;
            }
        }
    }

    /// <summary>Replaces a call by another state of it.</summary>
    public void Replace(ToolCall call, ToolCall changed) => _calls = _calls.Replace(call, changed);

    /// <summary>Returns the answer as it is being written.</summary>
    public ConversationMessage Snapshot(bool isSummarizing) => message with
    {
        Text = _text.ToString(),
        ToolCalls = _calls,
        Cut = Cut,
        Sources = Sources,
        TokenIds = [],
        State = MessageState.Streaming,
        Progress = HasRoundText ? null : isSummarizing ? new PromptProgress { IsSummarizing = true } : _progress,
        Figures = null,
    };

    /// <summary>Returns the answer with its end.</summary>
    public ConversationMessage End(MessageState state) => Snapshot(isSummarizing: false) with
    {
        State = state,
        Progress = null,
        TokenIds = CanContinueText(state) ? [.. _tokenIds ?? []] : [],
        ToolCalls = _calls.ConvertAll(call => call.IsRunning || call.QuestionId is not null ? call with { IsRunning = false, QuestionId = null } : call),
        Figures = (state is MessageState.Finished or MessageState.LengthLimit ? _measured ?? Measure() : new AnswerFigures()) with
        {
            AnswerTokens = state is MessageState.Finished or MessageState.LengthLimit ? AllTokens : null,
            PromptTokens = (int?)_usage?.InputTokenCount,
            Model = _model,
            FinishReason = _finishReason?.Value,
        },
    };

    /// <summary>Returns the text behind the last calls.</summary>
    public static string OpenText(ConversationMessage answer) => AnswerRound.Split(answer)[^1].Text;

    private bool CanContinueText(MessageState state) =>
        state is MessageState.LengthLimit or MessageState.Stopped or MessageState.Failed
        && OpenText(Snapshot(isSummarizing: false)).Length > 0;

    private void Append(string text)
    {
        _text.Append(_opensParagraph ? AnswerRound.Separator : "").Append(text);
        _opensParagraph = false;
        // The model is sent its calls behind the text of their round, wherever it wrote them.
        for (int index = _calls.Count - 1; index >= 0 && _calls[index].Round == _round; index--)
        {
            _calls = _calls.SetItem(index, _calls[index] with { Offset = _text.Length });
        }
    }

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
            TokensPerSecond = _outputTokens > 1 && seconds > 0 ? (_outputTokens.Value - 1) / seconds : 0,
            TimeToFirstTokenMs = time.GetElapsedTime(_startedAt, first).TotalMilliseconds,
        };
    }
}
