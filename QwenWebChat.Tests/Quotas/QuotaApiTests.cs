using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.App.Quotas;
using QwenWebChat.Tests.Api;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Models;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Limits over the APIs, with the demo model and a clock that stands still unless the test moves it.</summary>
[Slow]
public sealed class QuotaApiTests : IAsyncLifetime
{
    private const string OpenAi = "/v1/chat/completions";
    private const string Anthropic = "/v1/messages";
    private const string Ollama = "/api/chat";

    // Two minutes before the end of a day and of a month.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 31, 23, 58, 0, TimeSpan.Zero));
    private readonly WebAppFactory _app;
    private HttpClient _http = null!;

    public QuotaApiTests()
    {
        _app = new WebAppFactory { Time = _clock };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http = _app.CreateClient();
        await _app.Services.GetRequiredService<IModelHost>().WhenSettledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Chat_NoLimits_HasNoHeaders()
    {
        using HttpResponseMessage response = await AskAsync(OpenAi);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(OpenAi, "insufficient_quota")]
    [InlineData(Anthropic, "rate_limit_error")]
    [InlineData(Ollama, "The limit of this account is")]
    public async Task Chat_DayUsed_Is429UntilExactlyRetryAfter(string path, string word)
    {
        await LimitAsync(new QuotaLimits { TokensPerDay = 10_000 });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
        QuotaLedger ledger = _app.Services.GetRequiredService<QuotaLedger>();
        long asked = ledger.TokensOf(QuotaSubject.Of(Account.LocalId)).Today;
        Assert.InRange(asked, 5, 200);
        ledger.Use(Ledgers.OwnerOf(Account.LocalId), 9_995 - (int)asked, 0);

        using HttpResponseMessage refused = await AskAsync(path);

        string body = await refused.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains(word, body, StringComparison.Ordinal);
        Assert.Equal(path == OpenAi ? ["message", "type", "param", "code"] : path == Anthropic ? ["type", "message"] : null, (JsonNode.Parse(body)!["error"] as JsonObject)?.Select(field => field.Key));
        Assert.Equal("false", Assert.Single(refused.Headers.GetValues("x-should-retry")));
        Assert.Equal(("10000", "5"), (Header(refused, "limit-tokens"), Header(refused, "remaining-tokens")));
        Assert.Equal("2m0s", Header(refused, "reset-tokens"));
        TimeSpan wait = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.Equal(TimeSpan.FromMinutes(2), wait);
        _clock.Advance(wait - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(path));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
    }

    [Theory]
    [InlineData(OpenAi, "rate_limit_exceeded")]
    [InlineData(Anthropic, "rate_limit_error")]
    [InlineData(Ollama, "2 requests a minute")]
    public async Task Chat_MinuteUsed_Is429UntilExactlyRetryAfter(string path, string word)
    {
        await LimitAsync(new QuotaLimits { RequestsPerMinute = 2 });
        using HttpResponseMessage first = await AskAsync(path);
        _clock.Advance(TimeSpan.FromSeconds(12.5));
        using HttpResponseMessage second = await AskAsync(path);

        using HttpResponseMessage refused = await AskAsync(path);

        Assert.Equal(("2", "1", "1m0s"), (Header(first, "limit-requests"), Header(first, "remaining-requests"), Header(first, "reset-requests")));
        Assert.Equal(("2", "0", "1m0s"), (Header(second, "limit-requests"), Header(second, "remaining-requests"), Header(second, "reset-requests")));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(48), false), (refused.StatusCode, refused.Headers.RetryAfter!.Delta!.Value, refused.Headers.Contains("x-should-retry")));
        Assert.Contains(word, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(47));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(path));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path));
    }

    [Fact]
    public async Task Chat_TwoAtOnceOfOne_Is429WithoutATime()
    {
        await LimitAsync(new QuotaLimits { RequestsAtOnce = 1 });

        using HttpResponseMessage refused = await ApiApp.PostAsync(_http, OpenAi, """{"messages":[{"role":"user","content":"Count."}],"temperature":2,"max_tokens":200,"n":2}""");

        Assert.Equal((HttpStatusCode.TooManyRequests, null, false), (refused.StatusCode, refused.Headers.RetryAfter, refused.Headers.Contains("x-should-retry")));
        Assert.Contains("1 requests at once", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAi)]
    [InlineData(Anthropic)]
    [InlineData(Ollama)]
    public async Task Chat_PromptTooLong_Is400(string path)
    {
        await LimitAsync(new QuotaLimits { MaxPromptTokens = 5 });

        using HttpResponseMessage refused = await AskAsync(path);

        Assert.Equal((HttpStatusCode.BadRequest, null), (refused.StatusCode, refused.Headers.RetryAfter));
        Assert.Contains("this account may send 5", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_Streamed_HeadersCountTheRequestItself()
    {
        await LimitAsync(new QuotaLimits { TokensPerDay = 100_000, TokensPerMonth = 50_000 });

        using HttpResponseMessage response = await ApiApp.PostAsync(_http, OpenAi, """{"messages":[{"role":"user","content":"hi"}],"max_tokens":4,"stream":true}""");
        await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal("50000", Header(response, "limit-tokens"));
        Assert.InRange(long.Parse(Header(response, "remaining-tokens")!, System.Globalization.CultureInfo.InvariantCulture), 49_000, 49_995);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.4, "1ms")]
    [InlineData(20, "20ms")]
    [InlineData(1_200, "1.2s")]
    [InlineData(8_641, "8.641s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(86_399_000, "23h59m59s")]
    public void Format_Duration_IsAsOpenAiWritesIt(double milliseconds, string expected) => Assert.Equal(expected, RateLimitHeaders.Format(TimeSpan.FromMilliseconds(milliseconds)));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues($"x-ratelimit-{name}", out IEnumerable<string>? values) ? values.Single() : null;

    private Task LimitAsync(QuotaLimits limits) => _app.Services.GetRequiredService<QuotaStore>().SaveAsync(null, limits, Cancellation);

    private Task<HttpResponseMessage> AskAsync(string path) => ApiApp.PostAsync(_http, path, JsonSerializer.Serialize(new
    {
        model = _app.Services.GetRequiredService<IModelHost>().Status.Name,
        messages = new[] { new { role = "user", content = "hi" } },
        max_tokens = 4,
        options = new { num_predict = 4 },
        stream = false,
    }));

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using HttpResponseMessage response = await AskAsync(path);
        return response.StatusCode;
    }
}
