namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>A part of a message.</summary>
internal sealed record TextPart(string Text, IReadOnlyList<TokenLogprobList.Entry> Logprobs)
{
    public string Type { get; } = "output_text";

    public IReadOnlyList<object> Annotations { get; } = [];
}
