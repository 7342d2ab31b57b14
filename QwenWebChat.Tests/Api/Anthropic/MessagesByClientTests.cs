using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Api.Anthropic;

/// <summary>Anthropic's own client for .NET against the app.</summary>
[Slow]
public sealed class MessagesByClientTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private static readonly ChatResponseUpdate[] Hello = [ScriptedChatClient.Token("Hel"), ScriptedChatClient.Token("lo"), ScriptedApi.End()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_Answer_HasTextReasonAndUsage()
    {
        api.Answer(Hello);
        using IChatClient client = Client();

        ChatResponse response = await client.GetResponseAsync("hi", cancellationToken: Cancellation);

        Assert.Equal(("Hello", ChatFinishReason.Stop, ScriptedApi.ModelName), (response.Text, response.FinishReason, response.ModelId));
        // The prompt has 20 tokens, of which 16 were cached.
        Assert.Equal((20, 16, 5), (response.Usage?.InputTokenCount, response.Usage?.CachedInputTokenCount, response.Usage?.OutputTokenCount));
        Assert.Equal(["user: hi"], api.Lines);
    }

    [Fact]
    public async Task CreateStreaming_Answer_HasTextReasonAndUsage()
    {
        api.Answer([ScriptedApi.Progress(0), .. Hello]);
        using IChatClient client = Client();

        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToListAsync(Cancellation);

        ChatResponse response = updates.ToChatResponse();
        Assert.Equal(("Hello", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.Equal(["Hel", "lo"], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal(5, response.Usage?.OutputTokenCount);
    }

    [Fact]
    public async Task Create_Options_ReachTheModel()
    {
        api.Answer(Hello);
        using IChatClient client = Client();

        await client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "hi")],
            new ChatOptions { MaxOutputTokens = 33, StopSequences = ["END"] },
            Cancellation);

        Assert.Equal(["system: Be brief.", "user: hi"], api.Lines);
        Assert.Equal(33, api.Options.Sampling.MaxTokens);
        Assert.Equal(["END"], api.Options.Sampling.Stop);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_Tools_GoThereAndBack(bool isStreamed)
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("Let me see."), rounds.Call("add", """{"a":1,"b":2}"""), rounds.Call("add", """{"a":3,"b":4}"""), ScriptedApi.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("3 and 7"), ScriptedApi.End());
        api.Answer(rounds);
        using IChatClient client = Client().AsBuilder().UseFunctionInvocation().Build();
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create((int a, int b) => a + b, "add", "Adds numbers.")], ToolMode = ChatToolMode.Auto };

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("1 + 2, 3 + 4?", options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("1 + 2, 3 + 4?", options, Cancellation);

        Assert.EndsWith("3 and 7", response.Text, StringComparison.Ordinal);
        Assert.Equal(["user: 1 + 2, 3 + 4?", """assistant: Let me see. | add{"a":1,"b":2} | add{"a":3,"b":4}""", "tool: 3 | 7"], api.Lines);
        AIFunctionDeclaration tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(api.Options.Tools!));
        Assert.Equal(("add", "Adds numbers."), (tool.Name, tool.Description));
        Assert.Equal("integer", tool.JsonSchema.GetProperty("properties").GetProperty("a").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Create_Schema_ReachesTheModel()
    {
        api.Answer(ScriptedChatClient.Token("""{"city":"Oslo"}"""), ScriptedApi.End());
        using IChatClient client = Client();
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

        ChatResponse response = await client.GetResponseAsync("Where?", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }, Cancellation);

        Assert.Equal("""{"city":"Oslo"}""", response.Text);
        ChatResponseFormatJson format = Assert.IsType<ChatResponseFormatJson>(api.Options.ResponseFormat);
        Assert.Equal("string", format.Schema!.Value.GetProperty("properties").GetProperty("city").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_PromptTooLong_IsABadRequest(bool isStreamed)
    {
        api.Fail(new ContextOverflowException(5_000, 2_048));

        AnthropicBadRequestException error = await FailAsync<AnthropicBadRequestException>(isStreamed);

        Assert.Equal("prompt is too long: The prompt has 5,000 tokens; the context holds 2,048 with the answer included.", error.ApiMessage);
        Assert.StartsWith("req_", error.RequestID, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_QueueFull_IsARateLimit()
    {
        api.Fail(new EngineUnavailableException("40 requests wait already", TimeSpan.FromSeconds(90)));

        AnthropicRateLimitException error = await FailAsync<AnthropicRateLimitException>(isStreamed: true);

        Assert.Equal("40 requests wait already", error.ApiMessage);
    }

    [Fact]
    public async Task Create_ModelLoading_IsUnavailable()
    {
        api.Become(FakeModelHost.Ready with { Phase = ModelPhase.Loading, LoadProgress = 0.25 });
        try
        {
            AnthropicServiceUnavailableException error = await FailAsync<AnthropicServiceUnavailableException>(isStreamed: false);

            Assert.Contains("is being loaded (25", error.ApiMessage, StringComparison.Ordinal);
        }
        finally
        {
            api.Become(FakeModelHost.Ready);
        }
    }

    [Fact]
    public async Task Create_OtherModel_IsNotFound()
    {
        AnthropicNotFoundException error = await FailAsync<AnthropicNotFoundException>(isStreamed: false, "claude-opus-9");

        Assert.Contains($"there is {ScriptedApi.ModelName}, alias", error.ApiMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateStreaming_ErrorInTheMiddle_IsRaised()
    {
        api.Fail(new InvalidOperationException("out of memory"), ScriptedChatClient.Token("Hel"));
        using IChatClient client = Client();

        await Assert.ThrowsAsync<AnthropicSseException>(async () => await client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task CreateStreaming_ClientLeaves_CancelsTheRequest()
    {
        using IChatClient client = Client();

        await api.LeaveAsync(client);

        await api.Cancelled.WaitAsync(WaitLimit.Value, Cancellation);
    }

    [Fact]
    public async Task CreateStreaming_LongPrompt_IsKeptAliveByPings()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Pause(go.Task, [ScriptedApi.Progress(4)], Hello);
        using ReceivedBytes received = new();
        Task<bool> pinged = received.WhenRead("event: ping");
        using IChatClient client = Client(handler: received);
        Task<ChatResponse> answering = client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);

        await api.MoveUntilAsync(pinged);
        go.SetResult();

        Assert.Equal("Hello", (await answering).Text);
    }

    private async Task<TException> FailAsync<TException>(bool isStreamed, string? model = null)
        where TException : Exception
    {
        using IChatClient client = Client(model);
        return await Assert.ThrowsAsync<TException>(async () => _ = isStreamed
            ? await client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("hi", cancellationToken: Cancellation));
    }

    private IChatClient Client(string? model = null, HttpMessageHandler? handler = null) =>
        new AnthropicClient { BaseUrl = api.Address.ToString(), ApiKey = "none", MaxRetries = 0, HttpClient = handler is null ? new HttpClient() : new HttpClient(handler) }
            .AsIChatClient(model ?? ScriptedApi.ModelName, 100);
}
