using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Api;
using QwenWebChat.App.Api.OpenAi;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Api;

/// <summary>The stream and the body that a client gets while its answer takes long, or fails, on a clock of the test.</summary>
public sealed class ApiTransportTests
{
    private static readonly TimeSpan Interval = ApiTransport.KeepAliveInterval;

    private readonly FakeTimeProvider _clock = new();
    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateUnbounded<ChatResponseUpdate>();
    private readonly DefaultHttpContext _http = new();
    private readonly Pipe _pipe = new();
    private readonly StringBuilder _received = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ApiTransportTests()
    {
        _http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_pipe.Writer.AsStream()));
    }

    [Fact]
    public async Task Stream_NothingHappens_IsKeptAliveByComments()
    {
        Task sending = SendAsync(isStreamed: true);

        _clock.Advance(TimeSpan.FromSeconds(2));
        await ReadUntilAsync("\"role\"");
        _updates.Writer.TryWrite(ScriptedChatClient.Progress(3));
        _clock.Advance(Interval);
        await AdvanceUntilAsync(": 3 requests ahead\n\n");
        _updates.Writer.TryWrite(ScriptedChatClient.Progress(0, 512, 2_048));
        await AdvanceUntilAsync(": prefill 512/2048\n\n");
        _updates.Writer.TryWrite(ScriptedChatClient.Token("Hello"));
        await ReadUntilAsync("Hello");
        await AdvanceUntilAsync(": waiting\n\n");
        _updates.Writer.TryWrite(ScriptedChatClient.End(ChatFinishReason.Stop));
        _updates.Writer.Complete();

        await sending;
        await ReadUntilAsync("data: [DONE]\n\n");
        Assert.Equal("text/event-stream", _http.Response.ContentType);
    }

    [Fact]
    public async Task Whole_TakesLong_IsKeptAliveByWhiteSpaceBeforeTheBody()
    {
        Task sending = SendAsync(isStreamed: false);

        await AdvanceUntilAsync("\n");
        _updates.Writer.TryWrite(ScriptedChatClient.Token("Hello"));
        _updates.Writer.TryWrite(ScriptedChatClient.End(ChatFinishReason.Stop));
        _updates.Writer.Complete();
        await sending;

        await ReadUntilAsync("\"Hello\"");
        Assert.StartsWith("{", _received.ToString().TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_TakesSeveralIntervalsOnAServer_IsStillSent()
    {
        TaskCompletionSource<object> body = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ApiTransport transport = new(null!, new FakeModelHost(), _clock, NullLogger<ApiTransport>.Instance);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        await using WebApplication app = builder.Build();
        app.Run(http => transport.SendWholeAsync(http, body.Task));
        await app.StartAsync(Cancellation);
        using HttpClient client = app.GetTestClient();

        using HttpResponseMessage response = await AdvanceUntilAsync(client.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation));
        await using Stream stream = await response.Content.ReadAsStreamAsync(Cancellation);
        for (int count = 0; count < 3; count++)
        {
            Assert.Equal(1, await AdvanceUntilAsync(stream.ReadAsync(new byte[1], Cancellation).AsTask()));
        }

        body.SetResult(new { text = "Hello" });
        using StreamReader reader = new(stream);
        Assert.Equal("""{"text":"Hello"}""", (await reader.ReadToEndAsync(Cancellation)).Trim());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rejected_AtOnce_IsThrownBeforeAnythingIsSent(bool isStreamed)
    {
        _updates.Writer.Complete(new ContextOverflowException(10, 5));

        await Assert.ThrowsAsync<ContextOverflowException>(() => SendAsync(isStreamed));

        Assert.Null(_http.Response.ContentType);
    }

    [Fact]
    public async Task Stream_FailsMidway_TellsTheErrorAndNoEnd()
    {
        _updates.Writer.TryWrite(ScriptedChatClient.Token("Half"));
        _updates.Writer.Complete(new EngineUnavailableException("No model is loaded."));

        await SendAsync(isStreamed: true);

        await ReadUntilAsync("\"server_error\"");
        Assert.Contains("Half", _received.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", _received.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"stop\"", _received.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interrupted_ByTheServer_IsAnErrorAndNoFinishReason(bool isStreamed)
    {
        _updates.Writer.TryWrite(ScriptedChatClient.Token("Half"));
        _updates.Writer.TryWrite(ScriptedChatClient.End(QwenChatClient.Interrupted));

        if (isStreamed)
        {
            await SendAsync(isStreamed);
            await ReadUntilAsync("its model was replaced");
            return;
        }

        ApiException error = await Assert.ThrowsAsync<ApiException>(() => SendAsync(isStreamed));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, error.Status);
    }

    private Task SendAsync(bool isStreamed)
    {
        ScriptedChatClient client = new(cancellation => Read(_updates.Reader, cancellation));
        ApiTransport transport = new(new ApiAnswers(client, null!), new FakeModelHost(), _clock, NullLogger<ApiTransport>.Instance);
        ApiRequest request = new(new ApiCall(_http, null, new ApiOptions()), "m", [new ChatMessage(ChatRole.User, "hi")], new QwenChatOptions()) { IsStreamed = isStreamed };
        CompletionHead head = new("id", 0, "m");
        return transport.SendAsync(_http, request, () => new ChatStreamWriter(head, request, includesUsage: false, new LogprobFields(new TokenTexts(null!))), whole => new { text = whole[0].Text });
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Read(ChannelReader<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (ChatResponseUpdate update in updates.ReadAllAsync(cancellation))
        {
            yield return update;
        }
    }

    // The server may not have begun to wait yet.
    private async Task AdvanceUntilAsync(string text)
    {
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
        {
            _clock.Advance(Interval);
            await Task.Delay(5, Cancellation);
            while (_pipe.Reader.TryRead(out ReadResult read))
            {
                Take(read);
            }
        }
    }

    private async Task<T> AdvanceUntilAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(Interval);
            await Task.Delay(5, Cancellation);
        }

        return await task;
    }

    private async Task ReadUntilAsync(string text)
    {
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
        {
            Take(await _pipe.Reader.ReadAsync(Cancellation));
        }
    }

    private void Take(ReadResult read)
    {
        _received.Append(Encoding.UTF8.GetString(read.Buffer));
        _pipe.Reader.AdvanceTo(read.Buffer.End);
    }
}
