using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Chat;

/// <summary>Maps the updates of one answer to those of Microsoft.Extensions.AI.</summary>
internal sealed class AnswerUpdates
{
    private readonly string _responseId = Guid.NewGuid().ToString("N");
    private readonly string _modelName;
    private readonly AnswerPrompt _prompt;
    private readonly ToolCallParser? _calls;
    private bool _hasBegun;

    /// <param name="mayCall">True if the answer may call tools; otherwise all of it is text.</param>
    public AnswerUpdates(string modelName, AnswerPrompt prompt, bool mayCall)
    {
        (_modelName, _prompt, _hasBegun) = (modelName, prompt, prompt.StartText.Length == 0);
        _calls = mayCall ? new ToolCallParser(_responseId) : null;
    }

    public IEnumerable<ChatResponseUpdate> Map(GenerationUpdate update)
    {
        if (!_hasBegun && update is GenerationUpdate.Token)
        {
            _hasBegun = true;
            yield return Named([.. ContentsOf(_prompt.StartText), new GenerationTokensContent(_prompt.StartIds)]);
        }

        switch (update)
        {
            case GenerationUpdate.Queued queued:
                yield return Named([new GenerationProgressContent(new PromptProgress(queued.RequestsAhead, 0, _prompt.Ids.Length))]);
                break;
            case GenerationUpdate.PromptRead read:
                yield return Named([new GenerationProgressContent(new PromptProgress(0, read.ReadTokens, read.PromptTokens, read.Left))]);
                break;
            case GenerationUpdate.PromptLogprobs prompt:
                yield return Named([new PromptLogprobsContent(prompt.Logprobs)]);
                break;
            case GenerationUpdate.Token token:
                yield return Named([.. ContentsOf(token.Text), new GenerationTokensContent([token.Id]) { Logprobs = token.Logprobs is { } logprobs ? [logprobs] : null }]);
                break;
            case GenerationUpdate.Finished finished:
                yield return Last(finished);
                break;
        }
    }

    private ChatResponseUpdate Named(IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ResponseId = _responseId, MessageId = _responseId, ModelId = _modelName };

    private IReadOnlyList<AIContent> ContentsOf(string text) =>
        _calls?.Append(text) ?? (text.Length > 0 ? [new TextContent(text)] : []);

    private ChatResponseUpdate Last(GenerationUpdate.Finished finished)
    {
        RequestRecord record = finished.Record;
        UsageDetails usage = new()
        {
            InputTokenCount = record.PromptTokens,
            CachedInputTokenCount = record.CachedTokens,
            OutputTokenCount = record.NewTokens,
            TotalTokenCount = record.PromptTokens + record.NewTokens,
        };
        AnswerFigures figures = new()
        {
            TimeToFirstTokenMs = record.TimeToFirstToken?.TotalMilliseconds,
            TokensPerSecond = record.TokensPerSecond ?? 0,
            TokensPerStep = record.TokensPerStep,
            CachedTokens = record.CachedTokens,
            YarnFactor = record.YarnFactor,
        };
        GenerationFiguresContent end = new(figures) { StopString = finished.StopString, StopTokenId = finished.StopTokenId };
        ChatResponseUpdate last = Named([.. ContentsOf(finished.Text), .. _calls?.Complete() ?? [], new UsageContent(usage), end]);
        last.FinishReason = finished.Reason switch
        {
            FinishReason.Stop => _calls is { CallCount: > 0 } ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            FinishReason.Length => ChatFinishReason.Length,
            _ => QwenChatClient.Interrupted,
        };
        return last;
    }
}
