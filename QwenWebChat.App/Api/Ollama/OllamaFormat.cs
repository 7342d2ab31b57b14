namespace QwenWebChat.App.Api.Ollama;

/// <summary>The errors of Ollama's API.</summary>
internal sealed class OllamaFormat : IApiFormat
{
    public object ErrorBody(ApiException error, string requestId) => new ErrorResponse(error.Message);

    /// <summary>The body of an error, and its line in a stream.</summary>
    internal sealed record ErrorResponse(string Error);
}
