using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Engine;

/// <summary>Checks a request before it enters the queue.</summary>
internal static class RequestChecks
{
    /// <exception cref="ContextOverflowException">The prompt leaves no room for a single token.</exception>
    /// <exception cref="ArgumentException">A parameter or a token id is out of range, or the prompt is empty.</exception>
    public static void Validate(GenerationRequest request)
    {
        int vocabulary = request.Model.Config.VocabularySize;
        request.Sampling.Validate(vocabulary);
        if (request.PromptIds.Count == 0)
        {
            throw new ArgumentException("The prompt is empty; it needs at least one token.");
        }

        foreach (int id in request.PromptIds.Where(id => id < 0 || id >= vocabulary).Take(1))
        {
            throw new ArgumentException($"The prompt holds token id {id}; this model's ids are 0 to {vocabulary - 1}.");
        }

        string promptTokens = $"0 to the prompt's {request.PromptIds.Count} tokens";
        Require(request.KeepPrefixTokens, nameof(request.KeepPrefixTokens), request.PromptIds.Count, promptTokens);
        Require(request.ContinuedCount, nameof(request.ContinuedCount), request.PromptIds.Count, promptTokens);
        string logprobs = $"0 to {TokenLogprobs.MaxTopCount}, or null";
        Require(request.LogprobCount ?? 0, nameof(request.LogprobCount), TokenLogprobs.MaxTopCount, logprobs);
        Require(request.PromptLogprobCount ?? 0, nameof(request.PromptLogprobCount), TokenLogprobs.MaxTopCount, logprobs);
        if (request.Grammar is { } grammar)
        {
            // Its first mask is computed from now on, while the request waits and its prompt is read.
            GrammarMatcher.After(grammar, request.Model.GrammarVocabulary, request.PromptIds.TakeLast(request.ContinuedCount));
        }

        if (request.PromptIds.Count >= request.Model.ContextTokens)
        {
            throw new ContextOverflowException(request.PromptIds.Count, request.Model.ContextTokens, request.Model.ContextLimit);
        }
    }

    private static void Require(int value, string name, int max, string range)
    {
        if (value < 0 || value > max)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
