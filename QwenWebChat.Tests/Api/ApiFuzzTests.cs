using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Api;

/// <summary>Damaged requests: a 4xx with a reason, or an answer; never an error of the server, and nothing left over.</summary>
[Slow]
public sealed class ApiFuzzTests
{
    /// <summary>The environment variable with the number of requests.</summary>
    private const string RunsVariable = "QWENWEBCHAT_API_FUZZ_RUNS";
    private const int UsualRuns = 1_500;

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_DamagedRequests_GetAReasonOrAnAnswer()
    {
        int runs = int.Parse(Environment.GetEnvironmentVariable(RunsVariable) ?? $"{UsualRuns}", CultureInfo.InvariantCulture);
        ErrorLog log = new();
        await using ApiApp app = new();
        await app.InitializeAsync();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        ConcurrentBag<string> faults = [];
        ConcurrentDictionary<HttpStatusCode, int> statuses = [];

        await Parallel.ForEachAsync(Enumerable.Range(0, runs), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (number, cancellation) =>
        {
            using HttpRequestMessage request = FuzzedRequests.Create(number);
            using CancellationTokenSource hang = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            hang.CancelAfter(Hang);
            using HttpResponseMessage response = await app.Http.SendAsync(request, hang.Token);
            string body = await response.Content.ReadAsStringAsync(hang.Token);
            statuses.AddOrUpdate(response.StatusCode, 1, (_, count) => count + 1);
            if (FaultOf(response, body) is { } fault)
            {
                faults.Add($"{number}: {(int)response.StatusCode} {fault} {body[..Math.Min(body.Length, 300)]}");
            }
        });

        Assert.True(faults.IsEmpty && log.Messages.IsEmpty, string.Join('\n', faults.Take(20).Concat(log.Messages.Take(5))));
        Assert.True(statuses[HttpStatusCode.OK] > runs / 20 && statuses[HttpStatusCode.BadRequest] > runs / 20, string.Join(", ", statuses));
        Assert.Equal(0, app.Services.GetRequiredService<InferenceEngine>().ActiveRequestCount);
    }

    [Fact]
    public async Task Send_100MegabytesOfJson_IsRefusedWithoutReadingThem()
    {
        await using ApiApp app = new();
        await app.InitializeAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/chat/completions") { Content = new StreamContent(new Endless(100 << 20)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage response = await app.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private static string? FaultOf(HttpResponseMessage response, string body)
    {
        int status = (int)response.StatusCode;
        if (status is >= 500 or (>= 300 and < 400))
        {
            return "is no status for this";
        }

        if (status >= 400)
        {
            return ReasonOf(body) is { Length: > 10 } ? null : "has no reason";
        }

        return body.Contains("server_error", StringComparison.Ordinal) || body.Contains("api_error", StringComparison.Ordinal) ? "failed within" : null;
    }

    // An object with a message, or, at Ollama, the message itself.
    private static string? ReasonOf(string body)
    {
        try
        {
            JsonElement error = JsonElement.Parse(body).GetProperty("error");
            return error.ValueKind == JsonValueKind.String ? error.GetString() : error.GetProperty("message").GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> Messages { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Messages.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }

    /// <summary>White space without end, of which nothing is held.</summary>
    private sealed class Endless(long length) : MemoryStream
    {
        private long _left = length;

        public override long Length { get; } = length;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)' ');
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..read].Fill((byte)' ');
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
