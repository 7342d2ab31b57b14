using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A prompt, already tokenized, and how to answer it.</summary>
public sealed record GenerationRequest
{
    /// <summary>The model whose tokenizer made the prompt; another one refuses it.</summary>
    public required LoadedModel Model { get; init; }

    public required IReadOnlyList<int> PromptIds { get; init; }

    public required SamplingParams Sampling { get; init; }

    /// <summary>
    /// How many of the prompt's last ids are an answer already, which goes on as if it had not been cut: they count for the
    /// penalties and the draws, and half a character at their end is completed.
    /// </summary>
    public int ContinuedCount { get; init; }

    /// <summary>The owner of the request. Owners share the engine evenly, each work of an owner for itself, and each has a limit.</summary>
    public RequestOwner Owner { get; init; } = RequestOwner.Unknown;

    /// <summary>What it is for, as an operator sees it.</summary>
    public RequestKind Kind { get; init; }

    /// <summary>Who is served first.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>How many of the largest logits at the prompt's last position to report, before any penalty; 0 for none.</summary>
    public int TopLogitCount { get; init; }

    /// <summary>
    /// How many of the prompt's first tokens are worth keeping on disk, where a <see cref="Caching.PrefixStore"/> is there:
    /// a later prompt that begins with them, in another process even, need not read them again. 0 for none.
    /// </summary>
    public int KeepPrefixTokens { get; init; }

    /// <summary>Whose text those tokens are: what is kept goes when one of them is forgotten.</summary>
    public IReadOnlyList<string> PrefixTags { get; init; } = [];
}
