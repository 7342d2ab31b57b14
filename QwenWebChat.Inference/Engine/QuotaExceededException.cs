using System.Globalization;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Engine;

/// <summary>A limit of the owner refuses a request. Nothing was computed and nothing is charged.</summary>
public sealed class QuotaExceededException(QuotaRefusal refusal) : Exception(Describe(refusal))
{
    public QuotaRefusal Refusal { get; } = refusal;

    private static string Describe(QuotaRefusal refusal)
    {
        string whose = refusal.Scope == QuotaScope.Key ? "this key" : "this account";
        return string.Create(CultureInfo.InvariantCulture, $"{WhatOf(refusal, whose)}{WhenOf(refusal)}");
    }

    private static string WhatOf(QuotaRefusal refusal, string whose) => refusal.Limit switch
    {
        QuotaLimit.PromptTokens => string.Create(CultureInfo.InvariantCulture, $"The prompt has {refusal.Needed:N0} tokens; {whose} may send {refusal.Allowed:N0}."),
        QuotaLimit.RequestsPerMinute => string.Create(CultureInfo.InvariantCulture, $"The limit of {whose} is {refusal.Allowed:N0} requests a minute, and {refusal.Used:N0} were made."),
        QuotaLimit.RequestsAtOnce => string.Create(CultureInfo.InvariantCulture, $"The limit of {whose} is {refusal.Allowed:N0} requests at once, and {refusal.Used:N0} are running or waiting."),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"The limit of {whose} is {refusal.Allowed:N0} tokens a {(refusal.Limit == QuotaLimit.TokensPerDay ? "day" : "month")}: {refusal.Used:N0} are used, running requests hold {refusal.Reserved:N0}, and this request needs at least {refusal.Needed:N0}."),
    };

    private static string WhenOf(QuotaRefusal refusal) => refusal switch
    {
        { RetryAfter: { } time } => string.Create(CultureInfo.InvariantCulture, $" Try again in {Math.Ceiling(time.TotalSeconds):N0} s."),
        { IsTooLarge: true } => "",
        _ => " Try again when one of the running requests has ended.",
    };
}
