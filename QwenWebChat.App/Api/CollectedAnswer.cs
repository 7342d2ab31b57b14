using System.Text;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api;

/// <summary>A whole answer, for clients that do not stream.</summary>
internal sealed class CollectedAnswer
{
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private readonly List<TokenLogprobs> _logprobs = [];
    private readonly List<ChatResponseUpdate> _updates = [];

    public string Text => _text.ToString();

    public IReadOnlyList<FunctionCallContent> Calls => _calls;

    /// <summary>The updates with something of the answer, for formats that keep their order.</summary>
    public IReadOnlyList<ChatResponseUpdate> Updates => _updates;

    /// <summary>The log-probabilities of the tokens; empty if the request does not ask for them.</summary>
    public IReadOnlyList<TokenLogprobs> Logprobs => _logprobs;

    /// <summary>The log-probabilities of the prompt; null if the request does not ask for them.</summary>
    public IReadOnlyList<TokenLogprobs?>? PromptLogprobs { get; private set; }

    /// <summary>The stop string or the id of the stop token that ended the answer; null if something else did.</summary>
    public object? StopReason { get; private set; }

    public UsageDetails Usage { get; private set; } = new();

    public AnswerFigures Figures { get; private set; } = new();

    public ChatFinishReason FinishReason { get; private set; } = ChatFinishReason.Stop;

    public void Add(ChatResponseUpdate update)
    {
        _updates.Add(update);
        foreach (AIContent content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    _text.Append(text.Text);
                    break;
                case FunctionCallContent call:
                    _calls.Add(call);
                    break;
                case UsageContent usage:
                    Usage = usage.Details;
                    break;
                case GenerationTokensContent { Logprobs: { } logprobs }:
                    _logprobs.AddRange(logprobs);
                    break;
                case PromptLogprobsContent prompt:
                    PromptLogprobs = prompt.Logprobs;
                    break;
                case GenerationFiguresContent end:
                    (Figures, StopReason) = (end.Figures, end.StopReason);
                    break;
            }
        }

        FinishReason = update.FinishReason ?? FinishReason;
    }
}
