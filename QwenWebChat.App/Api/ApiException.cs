using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api;

/// <summary>An error that an API reports to its client.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">The reason in whole sentences: what was found, where, and what would be right.</param>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    /// <summary>The longest delay that clients obey: the SDKs of OpenAI ignore a longer one and retry at once.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    public int Status => status;

    /// <summary>The field of the request at fault, such as <c>messages[2].content</c>; null for none.</summary>
    public string? Field { get; init; }

    /// <summary>A word by which programs recognize the error, such as <c>context_length_exceeded</c>; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// The delay before a retry; null if a retry is of no use, or its time is unknown. Beyond <see cref="MaxRetryAfter"/> it needs
    /// <see cref="ShouldRetry"/> to be false.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The scope that the key of the request lacks; null if that is not the reason.</summary>
    public ApiScopes? MissingScope { get; init; }

    /// <summary>False if the same request would fail again, although its status suggests a retry.</summary>
    public bool ShouldRetry { get; init; } = true;

    /// <summary>A field whose value is invalid or not supported.</summary>
    public static ApiException Invalid(string field, string message, string? code = null) => new(StatusCodes.Status400BadRequest, message) { Field = field, Code = code };

    /// <summary>A field that this server does not support.</summary>
    public static ApiException NotSupported(string field, string reason) => Invalid(field, $"{field} is not supported: {reason}", "unsupported_parameter");
}
