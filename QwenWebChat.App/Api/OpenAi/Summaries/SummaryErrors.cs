using System.Globalization;
using QwenWebChat.App.Documents.Summaries;

namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>Maps the failures of summaries to the errors of the API, with the reasons that the pages give.</summary>
internal static class SummaryErrors
{
    public static ApiException Of(SummaryFailure failure) => failure.Quota is { } quota ? ApiErrors.OfQuota(quota) : new(StatusOf(failure.Kind), FileErrors.TextOf($"SummaryFailed_{failure.Kind}", Number(failure.NeededTokens), Number(failure.ContextTokens)))
    {
        Code = failure.Kind switch
        {
            SummaryFailureKind.NoModel => "model_unavailable",
            SummaryFailureKind.ContextTooShort => "context_length_exceeded",
            _ => "summary_failed",
        },
        ShouldRetry = false,
    };

    private static int StatusOf(SummaryFailureKind kind) => kind switch
    {
        SummaryFailureKind.NoModel => StatusCodes.Status503ServiceUnavailable,
        SummaryFailureKind.NoText or SummaryFailureKind.ContextTooShort => StatusCodes.Status400BadRequest,
        SummaryFailureKind.DocumentChanged => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string Number(int tokens) => tokens.ToString("N0", CultureInfo.InvariantCulture);
}
