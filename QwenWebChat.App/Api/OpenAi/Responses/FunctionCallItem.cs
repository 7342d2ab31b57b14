namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>The call of a function.</summary>
/// <param name="Arguments">The text of a JSON object.</param>
internal sealed record FunctionCallItem(string Id, string Status, string CallId, string Name, string Arguments) : ResponseItem(Id, Status)
{
    public override string Type => "function_call";
}
