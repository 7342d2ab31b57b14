using Microsoft.Extensions.Localization;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Components.Admin;

/// <summary>What the table and the timeline both say of a request.</summary>
internal static class RequestLineWords
{
    /// <summary>For the style sheets.</summary>
    public static string StateName(this RequestLine line) => (line.Outcome?.ToString() ?? line.Phase.ToString()).ToLowerInvariant();

    /// <param name="isCancelling">It was told to end and may not have yet.</param>
    public static string State(this RequestLine line, IStringLocalizer<UiText> text, bool isCancelling) =>
        line.Outcome is { } outcome ? text[$"RequestOutcome_{outcome}"]
        : isCancelling ? text["RequestCancelling"]
        : line.Phase == LinePhase.Prefill && line.PromptTokens > 0 ? $"{text["RequestPhase_Prefill"]} {UiFormats.Percent((double)line.ReadTokens / line.PromptTokens)}"
        : text[$"RequestPhase_{line.Phase}"];

    public static string UserOrApp(this RequestLine line, IStringLocalizer<UiText> text) => line.User.Length > 0 ? line.User : text["RequestUserApp"];
}
