namespace QwenWebChat.App.Api.Anthropic;

/// <summary>The errors of Anthropic's API.</summary>
internal sealed class AnthropicFormat : IApiFormat
{
    public object ErrorBody(ApiException error, string requestId) => new ErrorResponse(Of(error), requestId);

    /// <summary>Returns an error as Anthropic's clients read it.</summary>
    public static ErrorDetails Of(ApiException error) => new(
        TypeOf(error.Status),
        // Claude Code makes room for an answer when it finds these words.
        error.Code == "context_length_exceeded" ? $"prompt is too long: {error.Message}" : error.Message);

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status503ServiceUnavailable => "overloaded_error",
        >= StatusCodes.Status500InternalServerError => "api_error",
        _ => "invalid_request_error",
    };

    /// <summary>The body of an error.</summary>
    internal sealed record ErrorResponse(ErrorDetails Error, string RequestId)
    {
        public string Type { get; } = "error";
    }

    /// <summary>An error.</summary>
    internal sealed record ErrorDetails(string Type, string Message);
}
