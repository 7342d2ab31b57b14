using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Chat;

/// <summary>
/// The seam between everything that chats and the engine in this process: messages in, text out. Beside the text, the
/// stream carries <see cref="GenerationProgressContent"/> before the first token, <see cref="GenerationTokensContent"/> with
/// each, and <see cref="UsageContent"/> with <see cref="GenerationTimingContent"/> at the end.
/// </summary>
/// <remarks>
/// A request that cannot be taken fails at the first update: <see cref="ContextOverflowException"/> or
/// <see cref="EngineUnavailableException"/>.
/// </remarks>
public sealed class QwenChatClient(InferenceEngine engine) : IChatClient
{
    /// <summary>The additional property of the options that names who asks: users share the engine evenly.</summary>
    public const string UserProperty = "user";

    /// <summary>The additional property of the options that says who waits for it: a <see cref="RequestPriority"/>; interactive without.</summary>
    public const string PriorityProperty = "priority";

    /// <summary>The additional property of the options that says what it is for: a <see cref="RequestKind"/>; a chat without.</summary>
    public const string KindProperty = "kind";

    /// <summary>The additional property of the options, true where the last message is an answer that is to go on.</summary>
    public const string ContinueProperty = "continue";

    /// <summary>The additional property of the options, the ids of that answer's tokens: an <see cref="IReadOnlyList{T}"/> of <see cref="int"/>.</summary>
    public const string ContinuedIdsProperty = "continued_ids";

    /// <summary>The additional property of the options that says which of the messages are worth keeping: <see cref="KeptMessages"/>.</summary>
    public const string KeepProperty = "keep";

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
        bool continues = Additional(options, ContinueProperty, false);
        IReadOnlyList<int> continued = Additional<IReadOnlyList<int>?>(options, ContinuedIdsProperty, null) ?? [];
        ChatMessage[] all = [.. messages];
        // Tokenizing a long document takes a while: not on the circuit that waits for it.
        AnswerPrompt prompt = await Task.Run(() => AnswerPrompt.Of(model.Tokenizer, all, options, continues, continued), cancellationToken).ConfigureAwait(false);
        KeptMessages? kept = Additional<KeptMessages?>(options, KeepProperty, null);
        GenerationStream stream = engine.Submit(new GenerationRequest
        {
            Model = model,
            PromptIds = prompt.Ids,
            ContinuedCount = prompt.ContinuedCount,
            UserId = Additional(options, UserProperty, ""),
            Kind = Additional(options, KindProperty, RequestKind.Chat),
            Priority = Additional(options, PriorityProperty, RequestPriority.Interactive),
            KeepPrefixTokens = kept is null ? 0 : KeptTokens(prompt.Ids, model.Tokenizer, all.Take(kept.Count), options),
            PrefixTags = kept?.Tags ?? [],
            Sampling = SamplingParams.From(model.Defaults, ChatMlMapping.ToOverrides(options)),
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
    private static int KeptTokens(int[] promptIds, QwenTokenizer tokenizer, IEnumerable<ChatMessage> kept, ChatOptions? options)
    {
        List<ChatMlMessage> messages = ChatMlMapping.ToChatMl(kept, options);
        int turns = messages.Count == 0 ? 0 : tokenizer.ChatTemplate.Render(messages, ChatMlMapping.ToolsOf(options), TemplateEnd.Closed).TurnCount;
        int[] starts = [.. Enumerable.Range(0, promptIds.Length).Where(index => promptIds[index] == tokenizer.SpecialTokens.ImStart)];
        return turns == 0 ? 0 : turns < starts.Length ? starts[turns] : promptIds.Length;
    }

    private static T Additional<T>(ChatOptions? options, string name, T otherwise) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(name, out T? value) ? value! : otherwise;

    private static ChatResponseUpdate Named(ChatResponseUpdate update, string responseId, LoadedModel model)
    {
        update.ResponseId = responseId;
        update.MessageId = responseId;
        update.ModelId = model.Name;
        return update;
    }

    private static ChatResponseUpdate? ToUpdate(GenerationUpdate update, int promptTokens) => update switch
    {
        GenerationUpdate.Queued queued => Content(new GenerationProgressContent { RequestsAhead = queued.RequestsAhead, PromptTokens = promptTokens }),
        GenerationUpdate.PromptRead read => Content(new GenerationProgressContent { ReadTokens = read.ReadTokens, PromptTokens = read.PromptTokens, Left = read.Left }),
        GenerationUpdate.Token { Text.Length: > 0 } token => new ChatResponseUpdate(ChatRole.Assistant, [new TextContent(token.Text), new GenerationTokensContent([token.Id])]),
        GenerationUpdate.Token token => Content(new GenerationTokensContent([token.Id])),
        GenerationUpdate.Finished finished => Last(finished),
        _ => null,
    };

    private static ChatResponseUpdate Content(AIContent content) => new(ChatRole.Assistant, [content]);

    private static ChatResponseUpdate Last(GenerationUpdate.Finished finished)
    {
        RequestTimeline timings = finished.Timings;
        UsageDetails usage = new()
        {
            InputTokenCount = timings.PromptTokens,
            CachedInputTokenCount = timings.CachedTokens,
            OutputTokenCount = timings.NewTokens,
            TotalTokenCount = timings.PromptTokens + timings.NewTokens,
        };
        GenerationTimingContent timing = new()
        {
            TimeToFirstToken = timings.TimeToFirstToken,
            TokensPerSecond = timings.TokensPerSecond,
            CachedTokens = timings.CachedTokens,
            YarnFactor = timings.YarnFactor,
        };
        List<AIContent> contents = finished.Text.Length > 0 ? [new TextContent(finished.Text)] : [];
        return new ChatResponseUpdate(ChatRole.Assistant, [.. contents, new UsageContent(usage), timing])
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
