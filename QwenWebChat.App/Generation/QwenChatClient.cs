using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Generation;

/// <summary>
/// The chat client of the engine in this process: messages in, text out. In addition to the text, the
/// stream carries <see cref="GenerationProgressContent"/> before the first token, <see cref="GenerationTokensContent"/> with
/// each, and <see cref="UsageContent"/> with <see cref="GenerationFiguresContent"/> at the end.
/// </summary>
/// <remarks>
/// A rejected request fails at the first update: <see cref="ContextOverflowException"/> or
/// <see cref="EngineUnavailableException"/>.
/// </remarks>
public sealed class QwenChatClient(InferenceEngine engine) : IChatClient
{
    /// <summary>The finish reason of an answer that the engine had to end, because another model was loaded.</summary>
    public static readonly ChatFinishReason Interrupted = new("interrupted");

    private PromptCounter? _counter;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LoadedModel model = engine.Model ?? throw new EngineUnavailableException("No model is loaded.");
        QwenChatOptions known = QwenChatOptions.From(options);
        ChatMessage[] all = [.. messages];
        // Tokenizing a long document takes a while: not on the circuit that waits for it.
        AnswerPrompt prompt = await Task.Run(() => AnswerPrompt.Of(model.Tokenizer, all, known), cancellationToken).ConfigureAwait(false);
        GenerationStream stream = engine.Submit(new GenerationRequest
        {
            Model = model,
            PromptIds = prompt.Ids,
            ContinuedCount = prompt.ContinuedCount,
            Owner = known.Owner,
            Kind = known.Kind,
            Priority = known.Priority,
            KeepPrefixTokens = known.Stored is { } stored ? StoredTokens(prompt.Ids, model.Tokenizer, all.Take(stored.Count), options) : 0,
            PrefixTags = known.Stored?.Tags ?? [],
            Sampling = SamplingParams.From(model.Defaults.Sampling, ChatMlMapping.ToOverrides(known)),
        });

        string responseId = Guid.NewGuid().ToString("N");
        bool hasBegun = prompt.StartText.Length == 0;
        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!hasBegun && update is GenerationUpdate.Token)
            {
                hasBegun = true;
                yield return Named(new ChatResponseUpdate(ChatRole.Assistant, [new TextContent(prompt.StartText), new GenerationTokensContent(prompt.StartIds)]), responseId, model);
            }

            if (ToUpdate(update, prompt.Ids.Length) is { } mapped)
            {
                yield return Named(mapped, responseId, model);
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(IPromptCounter) ? Counter()
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>The engine outlives its clients.</summary>
    public void Dispose()
    {
    }

    // One a model: who keeps counts sees by it whether they still hold.
    private PromptCounter? Counter()
    {
        LoadedModel? model = engine.Model;
        PromptCounter? counter = _counter;
        return model is null ? null
            : counter?.Model == model ? counter
            : _counter = new PromptCounter(model);
    }

    // To the beginning of the turn that follows them: only the template makes this token, whatever a message says.
    private static int StoredTokens(int[] promptIds, QwenTokenizer tokenizer, IEnumerable<ChatMessage> stored, ChatOptions? options)
    {
        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl(stored, options);
        int turns = messages.Count == 0 ? 0 : tokenizer.ChatTemplate.Render(messages, ChatMlMapping.ToolsOf(options), TemplateEnd.Closed).TurnCount;
        int[] starts = [.. Enumerable.Range(0, promptIds.Length).Where(index => promptIds[index] == tokenizer.SpecialTokens.ImStart)];
        return turns == 0 ? 0 : turns < starts.Length ? starts[turns] : promptIds.Length;
    }

    private static ChatResponseUpdate Named(ChatResponseUpdate update, string responseId, LoadedModel model)
    {
        update.ResponseId = responseId;
        update.MessageId = responseId;
        update.ModelId = model.Name;
        return update;
    }

    private static ChatResponseUpdate? ToUpdate(GenerationUpdate update, int promptTokens) => update switch
    {
        GenerationUpdate.Queued queued => Content(new GenerationProgressContent(new PromptProgress(queued.RequestsAhead, 0, promptTokens))),
        GenerationUpdate.PromptRead read => Content(new GenerationProgressContent(new PromptProgress(0, read.ReadTokens, read.PromptTokens, read.Left))),
        GenerationUpdate.Token { Text.Length: > 0 } token => new ChatResponseUpdate(ChatRole.Assistant, [new TextContent(token.Text), new GenerationTokensContent([token.Id])]),
        GenerationUpdate.Token token => Content(new GenerationTokensContent([token.Id])),
        GenerationUpdate.Finished finished => Last(finished),
        _ => null,
    };

    private static ChatResponseUpdate Content(AIContent content) => new(ChatRole.Assistant, [content]);

    private static ChatResponseUpdate Last(GenerationUpdate.Finished finished)
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
            CachedTokens = record.CachedTokens,
            YarnFactor = record.YarnFactor,
        };
        List<AIContent> contents = finished.Text.Length > 0 ? [new TextContent(finished.Text)] : [];
        return new ChatResponseUpdate(ChatRole.Assistant, [.. contents, new UsageContent(usage), new GenerationFiguresContent(figures)])
        {
            FinishReason = finished.Reason switch
            {
                FinishReason.Stop => ChatFinishReason.Stop,
                FinishReason.Length => ChatFinishReason.Length,
                _ => Interrupted,
            },
        };
    }
}
