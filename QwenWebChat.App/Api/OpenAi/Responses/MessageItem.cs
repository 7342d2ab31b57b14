namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>A message.</summary>
internal sealed record MessageItem(string Id, string Status, IReadOnlyList<TextPart> Content) : ResponseItem(Id, Status)
{
    public override string Type => "message";

    public string Role { get; } = "assistant";
}
