using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A prompt, already tokenized, and how to answer it.</summary>
public sealed record GenerationRequest
{
    /// <summary>The model whose tokenizer made the prompt; another one refuses it.</summary>
    public required LoadedModel Model { get; init; }

    public required IReadOnlyList<int> PromptIds { get; init; }

    public required SamplingParams Sampling { get; init; }

    /// <summary>How many of the largest logits at the prompt's last position to report, before any penalty; 0 for none.</summary>
    public int TopLogitCount { get; init; }
}
