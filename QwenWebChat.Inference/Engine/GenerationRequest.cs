using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A tokenized prompt and the parameters of its answer.</summary>
public sealed record GenerationRequest
{
    /// <summary>The model whose tokenizer produced the prompt; another model rejects it.</summary>
    public required LoadedModel Model { get; init; }

    public required IReadOnlyList<int> PromptIds { get; init; }

    public required SamplingParams Sampling { get; init; }

    /// <summary>The grammar that the answer satisfies; null for free text. The answer ends where nothing may follow.</summary>
    public CompiledGrammar? Grammar { get; init; }

    /// <summary>
    /// The number of the prompt's last ids that belong to an answer to be continued: they count for the penalties and
    /// the random draws, and an incomplete character at their end is completed.
    /// </summary>
    public int ContinuedCount { get; init; }

    /// <summary>The owner of the request. Accounts share the engine evenly, and within an account its works do; each work has a limit of requests.</summary>
    public RequestOwner Owner { get; init; } = RequestOwner.Unknown;

    /// <summary>False for work of the app itself, such as a title: no quota counts it.</summary>
    public bool IsCharged { get; init; } = true;

    /// <summary>False if no consumer of ended requests may see the text of the prompt: its figures are recorded without it.</summary>
    public bool IsPromptRecorded { get; init; } = true;

    /// <summary>The purpose of the request, shown to operators.</summary>
    public RequestKind Kind { get; init; }

    /// <summary>The scheduling priority.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>The number of largest logits at the prompt's last position to report, before any penalty; 0 for none.</summary>
    public int TopLogitCount { get; init; }

    /// <summary>
    /// The number of most likely tokens to report with each token of the answer, beside its own log-probability, 0 to <see
    /// cref="TokenLogprobs.MaxTopCount"/>; null for no log-probabilities.
    /// </summary>
    public int? LogprobCount { get; init; }

    /// <summary>
    /// The number of most likely tokens to report with each token of the prompt, as in <see cref="LogprobCount"/>; null for no
    /// log-probabilities. All of the prompt is then computed: its prefix is not taken from a cache.
    /// </summary>
    public int? PromptLogprobCount { get; init; }

    /// <summary>
    /// The number of the prompt's first tokens to store on disk, if there is a <see cref="Caching.PrefixStore"/>: a
    /// later prompt that begins with them, even in another process, saves their prefill. 0 for none.
    /// </summary>
    public int KeepPrefixTokens { get; init; }

    /// <summary>
    /// The group of owners that share the keys and values of the <see cref="KeepPrefixTokens"/>; null if they are the owner's alone. The
    /// tokens after them are the owner's alone in any case. Ignored with a <see cref="CacheSalt"/>.
    /// </summary>
    public string? KeptPrefixGroup { get; init; }

    /// <summary>
    /// Requests share the keys and values of equal prompt prefixes, in memory and on disk, only with requests of the same salt, and of
    /// the same owner unless <see cref="EngineOptions.SharePrefixes"/>; null for those without a salt. A salt that others cannot
    /// guess hides from them by the prefill time what was asked before.
    /// </summary>
    public string? CacheSalt { get; init; }

    /// <summary>The tags of the texts in these tokens: the stored prefix is deleted when one of them is forgotten.</summary>
    public IReadOnlyList<string> PrefixTags { get; init; } = [];
}
