namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The fields that all parts of a response share.</summary>
/// <param name="Created">The time of the request in whole seconds since 1970.</param>
/// <param name="Model">The name of the model as the request has it.</param>
internal sealed record CompletionHead(string Id, long Created, string Model)
{
    public static CompletionHead Of(ApiRequest request, string prefix, TimeProvider clock) => new($"{prefix}-{Guid.NewGuid():N}", clock.GetUtcNow().ToUnixTimeSeconds(), request.Model);
}
