using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OllamaSharp.Models;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Api.Ollama;

/// <summary>OllamaSharp, Ollama's client for .NET, against the app.</summary>
[Slow]
public sealed class OllamaByClientTests(ScriptedApi api) : IClassFixture<ScriptedApi>
{
    private static readonly ChatResponseUpdate[] Hello = [ScriptedChatClient.Token("Hel"), ScriptedChatClient.Token("lo"), ScriptedApi.End()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_IsAsked_IsRunningWithAVersion()
    {
        using OllamaApiClient client = Client();

        Assert.True(await client.IsRunningAsync(Cancellation));
        Assert.True(Version.Parse(await client.GetVersionAsync(Cancellation)) >= new Version(0, 6, 4), "Editors refuse older versions.");
    }

    [Fact]
    public async Task Models_AreListed_UnderAllNames()
    {
        using OllamaApiClient client = Client();

        OllamaSharp.Models.Model[] listed = [.. await client.ListLocalModelsAsync(Cancellation)];
        RunningModel[] running = [.. await client.ListRunningModelsAsync(Cancellation)];

        Assert.Equal([$"{ScriptedApi.ModelName}:latest", "alias:latest"], listed.Select(model => model.Name));
        Assert.Equal(listed.Select(model => model.Name), running.Select(model => model.Name));
        Assert.Equal((15_231_233_024, "qwen2", "7.6B", "bfloat16", "safetensors"), (listed[0].Size, listed[0].Details.Family, listed[0].Details.ParameterSize, listed[0].Details.QuantizationLevel, listed[0].Details.Format));
        Assert.Equal(64, listed[0].Digest.Length);
        Assert.Equal(32_768, running[0].ContextLength);
        Assert.True(running[0].ExpiresAt > api.Clock.GetUtcNow().AddYears(100).UtcDateTime);
    }

    [Theory]
    [InlineData("alias")]
    [InlineData("alias:latest")]
    public async Task Show_Name_DescribesTheModel(string name)
    {
        using OllamaApiClient client = Client();

        ShowModelResponse shown = await client.ShowModelAsync(new ShowModelRequest { Model = name }, Cancellation);

        Assert.Equal(["completion", "tools"], shown.Capabilities ?? []);
        Assert.Equal(("qwen2", 7_615_616_512), (shown.Info.Architecture, shown.Info.ParameterCount));
        Assert.Equal("32768", $"{shown.Info.ExtraInfo!["qwen2.context_length"]}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_Answer_HasTextReasonAndUsage(bool isStreamed)
    {
        api.Answer([ScriptedApi.Progress(0), .. Hello]);
        using IChatClient client = Client();

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("hi", cancellationToken: Cancellation);

        Assert.Equal(("Hello", ChatFinishReason.Stop, ScriptedApi.ModelName), (response.Text, response.FinishReason, response.ModelId));
        Assert.Equal((20, 5), (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
        Assert.Equal(["user: hi"], api.Lines);
    }

    [Fact]
    public async Task Chat_CutAnswer_EndsByLength()
    {
        api.Answer(ScriptedChatClient.Token("Hel"), ScriptedApi.End(ChatFinishReason.Length));
        using IChatClient client = Client();

        Assert.Equal(ChatFinishReason.Length, (await client.GetResponseAsync("hi", cancellationToken: Cancellation)).FinishReason);
    }

    [Fact]
    public async Task Chat_Options_ReachTheModel()
    {
        api.Answer(Hello);
        using IChatClient client = Client();

        await client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "hi")],
            new ChatOptions { Temperature = 0.5f, TopP = 0.25f, TopK = 7, MaxOutputTokens = 33, StopSequences = ["END"], Seed = 9, PresencePenalty = 0.5f, FrequencyPenalty = 0.25f },
            Cancellation);

        Assert.Equal(["system: Be brief.", "user: hi"], api.Lines);
        Assert.Equal(
            (0.5, 0.25, 7, 33, 9UL, 0.5, 0.25),
            (api.Options.Sampling.Temperature, api.Options.Sampling.TopP, api.Options.Sampling.TopK, api.Options.Sampling.MaxTokens, api.Options.Sampling.Seed, api.Options.Sampling.PresencePenalty, api.Options.Sampling.FrequencyPenalty));
        Assert.Equal(["END"], api.Options.Sampling.Stop);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_Tools_GoThereAndBack(bool isStreamed)
    {
        ScriptedRounds rounds = new();
        rounds.Add(ScriptedRounds.Text("Let me see."), rounds.Call("add", """{"a":1,"b":2}"""), rounds.Call("add", """{"a":3,"b":4}"""), ScriptedApi.End(ChatFinishReason.ToolCalls));
        rounds.Add(ScriptedRounds.Text("3 and 7"), ScriptedApi.End());
        api.Answer(rounds);
        using IChatClient client = ((IChatClient)Client()).AsBuilder().UseFunctionInvocation().Build();
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create((int a, int b) => a + b, "add", "Adds numbers.")] };

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("1 + 2, 3 + 4?", options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync("1 + 2, 3 + 4?", options, Cancellation);

        Assert.EndsWith("3 and 7", response.Text, StringComparison.Ordinal);
        Assert.Equal("user: 1 + 2, 3 + 4?", api.Lines[0]);
        FunctionCallContent[] calls = [.. api.Client.Requests[^1].SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
        FunctionResultContent[] results = [.. api.Client.Requests[^1].SelectMany(message => message.Contents).OfType<FunctionResultContent>()];
        Assert.Equal(["""{"a":1,"b":2}""", """{"a":3,"b":4}"""], calls.Select(call => JsonSerializer.Serialize(call.Arguments)));
        Assert.Equal(calls.Select(call => call.CallId), results.Select(result => result.CallId));
        // The client wraps results.
        Assert.Collection(results, result => Assert.Contains("\"Result\":3}", $"{result.Result}", StringComparison.Ordinal), result => Assert.Contains("\"Result\":7}", $"{result.Result}", StringComparison.Ordinal));
        Assert.Equal(("add", "Adds numbers."), (api.Options.Tools![0].Name, api.Options.Tools[0].Description));
    }

    [Fact]
    public async Task Chat_Schema_ReachesTheModel()
    {
        api.Answer(ScriptedChatClient.Token("""{"city":"Oslo"}"""), ScriptedApi.End());
        using IChatClient client = Client();
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""");

        ChatResponse response = await client.GetResponseAsync("Where?", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) }, Cancellation);

        Assert.Equal("""{"city":"Oslo"}""", response.Text);
        Assert.Equal("string", Assert.IsType<ChatResponseFormatJson>(api.Options.ResponseFormat).Schema!.Value.GetProperty("properties").GetProperty("city").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Generate_PromptAndSystem_AreAnswered()
    {
        api.Answer(Hello);
        using OllamaApiClient client = Client();

        List<GenerateResponseStream?> parts = await client.GenerateAsync(new GenerateRequest { Model = "alias", Prompt = "hi", System = "Be brief." }, Cancellation).ToListAsync(Cancellation);

        Assert.Equal("Hello", string.Concat(parts.Select(part => part?.Response)));
        GenerateDoneResponseStream done = Assert.IsType<GenerateDoneResponseStream>(parts[^1]);
        Assert.Equal(("stop", 20, 5, 250_000_000, 500_000_000), (done.DoneReason, done.PromptEvalCount, done.EvalCount, done.PromptEvalDuration, done.EvalDuration));
        Assert.Equal(["system: Be brief.", "user: hi"], api.Lines);
    }

    [Fact]
    public async Task Chat_PromptTooLong_IsAnErrorAndNeverCut()
    {
        api.Fail(new ContextOverflowException(5_000, 2_048));

        Assert.Contains("The prompt has 5,000 tokens", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    // The client shows the body of status 400 alone.
    [Fact]
    public async Task Chat_QueueFull_HasItsStatus()
    {
        api.Fail(new EngineUnavailableException("40 requests wait already", TimeSpan.FromSeconds(5)));

        Assert.Equal(HttpStatusCode.TooManyRequests, Assert.IsType<HttpRequestException>(await FailAsync()).StatusCode);
    }

    [Fact]
    public async Task Chat_ModelLoading_HasItsStatus()
    {
        api.Become(FakeModelHost.Ready with { Phase = ModelPhase.Loading, LoadProgress = 0.25 });
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, Assert.IsType<HttpRequestException>(await FailAsync()).StatusCode);
            Assert.Equal("""{"error":"Qwen2.5-7B-Instruct is being loaded (25 %)."}""", (await api.PostAsync("api/chat", """{"messages":[{"role":"user","content":"a"}]}""")).Body);
        }
        finally
        {
            api.Become(FakeModelHost.Ready);
        }
    }

    [Fact]
    public async Task Chat_OtherModel_HasItsStatus() => Assert.Equal(HttpStatusCode.NotFound, Assert.IsType<HttpRequestException>(await FailAsync("llama9")).StatusCode);

    [Fact]
    public async Task Embed_IsRefusedByName()
    {
        using OllamaApiClient client = Client();

        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => client.EmbedAsync(new EmbedRequest { Model = "alias", Input = ["a"] }, Cancellation));

        Assert.Contains("/api/embed is not supported", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ClientLeaves_CancelsTheRequest()
    {
        using IChatClient client = Client();

        await api.LeaveAsync(client);

        await api.Cancelled.WaitAsync(WaitLimit.Value, Cancellation);
    }

    [Fact]
    public async Task Chat_LongPrompt_IsKeptAliveByWhiteSpace()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Pause(go.Task, [ScriptedApi.Progress(4)], Hello);
        using ReceivedBytes received = new();
        Task<bool> kept = received.WhenRead("  ");
        using HttpClient http = new(received) { BaseAddress = api.Address };
        using IChatClient client = new OllamaApiClient(http, ScriptedApi.ModelName);
        Task<ChatResponse> answering = client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation);

        await api.MoveUntilAsync(kept);
        go.SetResult();

        Assert.Equal("Hello", (await answering).Text);
    }

    private async Task<Exception> FailAsync(string? model = null)
    {
        using IChatClient client = new OllamaApiClient(api.Address, model ?? ScriptedApi.ModelName);
        return await Assert.ThrowsAnyAsync<Exception>(() => client.GetStreamingResponseAsync("hi", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation));
    }

    private OllamaApiClient Client() => new(api.Address, ScriptedApi.ModelName);
}
