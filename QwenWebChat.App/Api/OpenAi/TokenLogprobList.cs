namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The log probabilities of the tokens of an answer, or of a part of it.</summary>
internal sealed record TokenLogprobList(IReadOnlyList<TokenLogprobList.Entry> Content)
{
    /// <summary>Always null: the model's refusals are ordinary text.</summary>
    public object? Refusal { get; }

    /// <summary>A token of the answer.</summary>
    internal sealed record Entry(string Token, float Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<Alternative> TopLogprobs);

    /// <summary>A token that could have been there.</summary>
    /// <param name="Bytes">Its bytes in UTF-8: a token may be part of a character.</param>
    internal sealed record Alternative(string Token, float Logprob, IReadOnlyList<int> Bytes);
}
