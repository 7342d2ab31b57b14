using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Says which limit refused a request, what is used of it, and when it ends.</summary>
internal static class QuotaTexts
{
    public static string Of(IStringLocalizer<UiText> text, QuotaRefusal refusal, DateTimeOffset now)
    {
        string used = text[$"QuotaUsed_{refusal.Limit}", UiFormats.Tokens(refusal.Used), UiFormats.Tokens(refusal.Allowed), UiFormats.Tokens(refusal.Needed)];
        string held = refusal.Reserved > 0 ? text["QuotaHeld", UiFormats.Tokens(refusal.Reserved)] : "";
        string ends = refusal switch
        {
            { EndsAt: { } end } => text["QuotaEnds", UiFormats.Moment(end.ToLocalTime(), now), UiFormats.Duration(refusal.RetryAfter!.Value)],
            { IsTooLarge: true } => text["QuotaTooLarge"],
            _ => text["QuotaWait"],
        };
        return string.Join(' ', new[] { used, held, ends }.Where(part => part.Length > 0));
    }
}
