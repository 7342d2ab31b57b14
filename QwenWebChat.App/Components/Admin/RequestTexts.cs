using Microsoft.Extensions.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Texts about a request for the table and the timeline.</summary>
internal static class RequestTexts
{
    /// <summary>Returns the name of the state for the style sheets.</summary>
    public static string StateName(this RequestRecord request) => (request.FinishReason?.ToString() ?? request.Phase.ToString()).ToLowerInvariant();

    /// <param name="isCancelling">True if the request was told to end and may still be running.</param>
    public static string State(this RequestRecord request, IStringLocalizer<UiText> text, bool isCancelling) =>
        request.FinishReason is { } reason ? text[$"FinishReason_{reason}"]
        : isCancelling ? text["RequestCancelling"]
        : request.Phase == RequestPhase.Prefill && request.PromptTokens > 0 ? $"{text["RequestPhase_Prefill"]} {UiFormats.Percent((double)request.PrefilledTokens / request.PromptTokens)}"
        : text[$"RequestPhase_{request.Phase}"];

    /// <param name="user">The user's name; empty for the app itself.</param>
    public static string UserOrApp(string user, IStringLocalizer<UiText> text) => user.Length > 0 ? user : text["RequestUserApp"];
}
