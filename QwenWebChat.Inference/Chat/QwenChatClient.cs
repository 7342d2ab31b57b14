using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Chat;

/// <summary>
/// The chat client of the engine in this process: messages in, text and calls of tools out. The answer satisfies the response
/// format and the schemas of the tools (<see cref="AnswerFormat"/>). In addition, the stream carries
/// <see cref="GenerationProgressContent"/> and, if requested, <see cref="PromptLogprobsContent"/> before the first token,
/// <see cref="GenerationTokensContent"/> with each, and <see cref="UsageContent"/> with <see cref="GenerationFiguresContent"/> at the end.
/// </summary>
/// <remarks>
/// A rejected request fails at the first update: <see cref="ContextOverflowException"/>, <see cref="EngineUnavailableException"/>, <see cref="QuotaExceededException"/>,
/// <see cref="GrammarException"/> for a schema, or <see cref="ArgumentException"/> for options that contradict each other.
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
        IGrammarSource? format = AnswerFormat.Of(known);
        CompiledGrammar? grammar = format is null ? null : await model.Grammars.GetAsync(format).WaitAsync(cancellationToken).ConfigureAwait(false);
        GenerationStream stream = engine.Submit(new GenerationRequest
        {
            Model = model,
            PromptIds = prompt.Ids,
            ContinuedCount = prompt.ContinuedCount,
            Grammar = grammar,
            Owner = known.Owner,
            IsCharged = known.IsCharged,
            IsPromptRecorded = known.IsPromptRecorded,
            Kind = known.Kind,
            Priority = known.Priority,
            KeepPrefixTokens = known.Stored is { } stored ? StoredTokens(prompt.Ids, model.Tokenizer, all.Take(stored.Count), options) : 0,
            PrefixTags = known.Stored?.Tags ?? [],
            KeptPrefixGroup = known.Stored?.Group,
            CacheSalt = known.CacheSalt,
            LogprobCount = known.LogprobCount,
            PromptLogprobCount = known.PromptLogprobCount,
            Sampling = SamplingParams.From(model.Defaults.Sampling, ChatMlMapping.ToOverrides(known)),
        });

        AnswerUpdates updates = new(model.Name, prompt, AnswerFormat.ToolsOf(known).Length > 0);
        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (ChatResponseUpdate mapped in updates.Map(update))
            {
                yield return mapped;
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
}
