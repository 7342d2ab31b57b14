using System.Text.Json.Serialization;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The body of Completions, and each chunk of a streamed one.</summary>
internal sealed record TextCompletion(string Id, long Created, string Model, IReadOnlyList<TextCompletion.Choice> Choices, TokenUsage? Usage)
{
    public string Object { get; } = "text_completion";

    /// <summary>One of the answers, or what it grew by.</summary>
    internal sealed record Choice(int Index, string Text, TokenLogprobs? Logprobs, string? FinishReason)
    {
        /// <summary>The stop string or the id of the stop token that ended the answer, as at vLLM.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public object? StopReason { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<IReadOnlyDictionary<string, PromptLogprob>?>? PromptLogprobs { get; init; }
    }

    /// <summary>The log-probabilities of tokens, column by column.</summary>
    internal sealed record TokenLogprobs(
        IReadOnlyList<string> Tokens,
        [property: JsonPropertyName("token_logprobs")] IReadOnlyList<float> Values,
        IReadOnlyList<IReadOnlyDictionary<string, float>> TopLogprobs,
        IReadOnlyList<int> TextOffset);

    /// <summary>A token of the prompt.</summary>
    /// <param name="Rank">Its place among the most likely tokens, from 1; null below them.</param>
    internal sealed record PromptLogprob(float Logprob, int? Rank, string DecodedToken);
}
