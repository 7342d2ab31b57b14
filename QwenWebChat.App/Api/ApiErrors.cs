using System.Globalization;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Api;

/// <summary>Maps the errors of the engine and of the web server to those of an API.</summary>
internal static partial class ApiErrors
{
    /// <summary>The code of a used-up quota of tokens.</summary>
    public const string InsufficientQuota = "insufficient_quota";

    private static readonly TimeSpan LoadingRetry = TimeSpan.FromSeconds(5);

    /// <summary>Returns what a client is told. An error of the program itself is logged, and its details stay here.</summary>
    public static ApiException Of(Exception exception, ModelStatus model, ILogger logger)
    {
        switch (exception)
        {
            case ApiException known:
                return known;
            case ContextOverflowException overflow:
                return new ApiException(StatusCodes.Status400BadRequest, overflow.Message) { Field = "messages", Code = "context_length_exceeded" };
            case GrammarException grammar:
                return new ApiException(StatusCodes.Status400BadRequest, $"The format of the answer cannot be enforced. {grammar.Message}.") { Code = "invalid_schema" };
            case QuotaExceededException quota:
                return OfQuota(quota.Refusal);
            case EngineUnavailableException { RetryAfter: { } delay } busy:
                return new ApiException(StatusCodes.Status429TooManyRequests, Sentence(busy.Message)) { Code = "rate_limit_exceeded", RetryAfter = delay < ApiException.MaxRetryAfter ? delay : ApiException.MaxRetryAfter };
            case EngineUnavailableException unavailable:
                return Unavailable(unavailable.Message, model);
            case BadHttpRequestException bad:
                return new ApiException(bad.StatusCode, bad.Message);
            case NotSupportedException or ArgumentException:
                return new ApiException(StatusCodes.Status400BadRequest, exception.Message);
            default:
                LogFailure(logger, exception);
                return new ApiException(StatusCodes.Status500InternalServerError, "The server failed at this request; its log has the reason.");
        }
    }

    /// <summary>
    /// Returns the error of a request that a limit of its owner refuses. A prompt that is too long is a wrong request, because
    /// waiting does not help; OpenAI's clients know a used-up quota of tokens by its own code.
    /// </summary>
    public static ApiException OfQuota(QuotaRefusal refusal)
    {
        string message = new QuotaExceededException(refusal).Message;
        return refusal.Limit == QuotaLimit.PromptTokens
            ? new ApiException(StatusCodes.Status400BadRequest, message) { Code = "prompt_too_long" }
            : new ApiException(StatusCodes.Status429TooManyRequests, message)
            {
                Code = refusal.Limit is QuotaLimit.TokensPerDay or QuotaLimit.TokensPerMonth ? InsufficientQuota : "rate_limit_exceeded",
                RetryAfter = refusal.RetryAfter,
                ShouldRetry = !refusal.IsTooLarge && !(refusal.RetryAfter > ApiException.MaxRetryAfter),
            };
    }

    /// <summary>Writes the delay before a retry, and whether one is of use, to the headers.</summary>
    public static void WriteHeaders(HttpResponse response, ApiException error)
    {
        if (error.RetryAfter is { } delay)
        {
            response.Headers.RetryAfter = ((int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (!error.ShouldRetry)
        {
            response.Headers["x-should-retry"] = "false";
        }
    }

    /// <summary>Returns the error of a request that needs a model while none is ready.</summary>
    public static ApiException NoModel(ModelStatus model) => Unavailable("No model is loaded.", model);

    private static ApiException Unavailable(string message, ModelStatus model) => model.Phase == ModelPhase.Loading
        ? new ApiException(StatusCodes.Status503ServiceUnavailable, $"{model.Name} is being loaded ({model.LoadProgress.ToString("P0", CultureInfo.InvariantCulture)}).") { Code = "model_loading", RetryAfter = LoadingRetry }
        : new ApiException(StatusCodes.Status503ServiceUnavailable, $"{message} Load one in the app.") { Code = "model_unavailable", ShouldRetry = model.Phase == ModelPhase.Ready };

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [LoggerMessage(Level = LogLevel.Error, Message = "A request of an API failed")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
