using Microsoft.Extensions.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Texts about a request for the table and the timeline.</summary>
internal static class RequestLineWords
{
    /// <summary>Returns the name of the state for the style sheets.</summary>
    public static string StateName(this RequestLine line) => (line.Outcome?.ToString() ?? line.Phase.ToString()).ToLowerInvariant();

    /// <param name="isCancelling">True if the request was told to end and may still be running.</param>
    public static string State(this RequestLine line, IStringLocalizer<UiText> text, bool isCancelling) =>
        line.Outcome is { } outcome ? text[$"RequestOutcome_{outcome}"]
        : isCancelling ? text["RequestCancelling"]
        : line.Phase == LinePhase.Prefill && line.PromptTokens > 0 ? $"{text["RequestPhase_Prefill"]} {UiFormats.Percent((double)line.ReadTokens / line.PromptTokens)}"
        : text[$"RequestPhase_{line.Phase}"];

    public static string UserOrApp(this RequestLine line, IStringLocalizer<UiText> text) => line.User.Length > 0 ? line.User : text["RequestUserApp"];
}
