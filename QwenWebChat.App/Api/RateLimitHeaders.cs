using System.Globalization;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Api;

/// <summary>Writes what is left of the limits of a request's owner to its response, in OpenAI's headers.</summary>
internal sealed class RateLimitHeaders(QuotaLedger ledger)
{
    private const string Requests = "requests";
    private const string Tokens = "tokens";

    /// <summary>The names of all headers.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. from kind in new[] { Requests, Tokens } from part in new[] { "limit", "remaining", "reset" } select NameOf(part, kind)];

    /// <summary>Writes the headers when the response begins: what the request itself uses is counted by then.</summary>
    public void Attach(HttpResponse response, RequestOwner owner) => response.OnStarting(() =>
    {
        IReadOnlyList<LimitState> states = ledger.StatesOf(owner);
        Write(response.Headers, Requests, states.Where(state => state.Limit == QuotaLimit.RequestsPerMinute));
        Write(response.Headers, Tokens, states.Where(state => state.IsOfTokens));
        return Task.CompletedTask;
    });

    /// <summary>Returns a duration as OpenAI writes it, such as <c>6m0s</c>, <c>1.2s</c> or <c>20ms</c>; it is never shorter than the given one.</summary>
    public static string Format(TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
        {
            return "0s";
        }

        long milliseconds = (long)Math.Ceiling(time.TotalMilliseconds);
        if (milliseconds < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        }

        (long minutes, long rest) = Math.DivRem(milliseconds, 60_000);
        (long hours, minutes) = Math.DivRem(minutes, 60);
        string seconds = (rest / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m{seconds}s")
            : minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}s")
            : $"{seconds}s";
    }

    // Of several limits, the one of which the least is left.
    private static void Write(IHeaderDictionary headers, string kind, IEnumerable<LimitState> states)
    {
        if (states.MinBy(state => state.Left) is not { } state)
        {
            return;
        }

        headers[NameOf("limit", kind)] = state.Allowed.ToString(CultureInfo.InvariantCulture);
        headers[NameOf("remaining", kind)] = state.Left.ToString(CultureInfo.InvariantCulture);
        headers[NameOf("reset", kind)] = Format(state.ResetsIn);
    }

    private static string NameOf(string part, string kind) => $"x-ratelimit-{part}-{kind}";
}
