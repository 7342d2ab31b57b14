using System.Text.Json.Serialization;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The errors of OpenAI's API.</summary>
internal sealed class OpenAiFormat : IApiFormat
{
    public object ErrorBody(ApiException error, string requestId) => new ErrorResponse(Of(error));

    /// <summary>Returns an error as OpenAI's clients read it.</summary>
    public static ErrorDetails Of(ApiException error) => new(error.Message, TypeOf(error), error.Field, error.Code);

    private static string TypeOf(ApiException error) => error.Status switch
    {
        _ when error.Code == ApiErrors.InsufficientQuota => ApiErrors.InsufficientQuota,
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>The body of an error, and an error in the middle of a stream.</summary>
    internal sealed record ErrorResponse(ErrorDetails Error);

    /// <summary>An error. Clients require all four fields.</summary>
    internal sealed record ErrorDetails(string Message, string Type, [property: JsonPropertyName("param")] string? Field, string? Code);
}
