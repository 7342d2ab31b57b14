using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using QwenWebChat.Inference.Engine;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace QwenWebChat.Tests.Api.OpenAi;

#pragma warning disable OPENAI001 // Seed is called experimental there.

/// <summary>OpenAI's own .NET client, and Microsoft.Extensions.AI over it, against the running app with the demo model.</summary>
[Slow]
public sealed class OpenAiClientTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Question = "What is the capital of Australia?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("weather", "Tells the weather.", BinaryData.FromString(
        """{"type":"object","properties":{"city":{"enum":["Canberra"]}},"required":["city"],"additionalProperties":false}"""));

    private ChatClient Client => new(ApiApp.Alias, new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "v1") });

    [Fact]
    public async Task Complete_WholeAndStreamed_SayTheSame()
    {
        ChatCompletionOptions options = new() { Temperature = 0, MaxOutputTokenCount = 30 };
        ChatCompletion whole = await Client.CompleteChatAsync([new UserChatMessage(Question)], options, Cancellation);

        List<StreamingChatCompletionUpdate> updates = await Client.CompleteChatStreamingAsync([new UserChatMessage(Question)], options, Cancellation).ToListAsync(Cancellation);

        string text = string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text));
        Assert.Contains("demo model", text, StringComparison.Ordinal);
        Assert.Equal(whole.Content[0].Text, text);
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        Assert.Equal(whole.FinishReason, updates.Single(update => update.FinishReason is not null).FinishReason);
        Assert.Equal((whole.Usage.InputTokenCount, whole.Usage.OutputTokenCount), (updates[^1].Usage.InputTokenCount, updates[^1].Usage.OutputTokenCount));
        Assert.Equal(ApiApp.Alias, whole.Model);
        Assert.Single(updates.Select(update => update.CompletionId).Distinct());
    }

    [Fact]
    public async Task Complete_TooFewTokens_EndsByLength()
    {
        ChatCompletion answer = await Client.CompleteChatAsync([new UserChatMessage(Question)], new ChatCompletionOptions { MaxOutputTokenCount = 2 }, Cancellation);

        Assert.Equal((OpenAI.Chat.ChatFinishReason.Length, 2), (answer.FinishReason, answer.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task Complete_StopString_EndsBeforeIt()
    {
        ChatCompletionOptions options = new() { Temperature = 0, MaxOutputTokenCount = 30, StopSequences = { "demo" } };

        ChatCompletion answer = await Client.CompleteChatAsync([new UserChatMessage(Question)], options, Cancellation);

        Assert.Equal(OpenAI.Chat.ChatFinishReason.Stop, answer.FinishReason);
        Assert.EndsWith("tiny ", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_RequiredTool_CallsIt_AndTakesItsResult()
    {
        List<ChatMessage> messages = [new SystemChatMessage("Be brief."), new UserChatMessage("The weather?")];
        ChatCompletionOptions options = new() { Tools = { Weather }, ToolChoice = ChatToolChoice.CreateRequiredChoice(), AllowParallelToolCalls = false };
        ChatCompletion called = await Client.CompleteChatAsync(messages, options, Cancellation);

        ChatToolCall call = Assert.Single(called.ToolCalls);
        Assert.Equal((OpenAI.Chat.ChatFinishReason.ToolCalls, "weather", """{"city":"Canberra"}"""), (called.FinishReason, call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Empty(called.Content);
        messages.AddRange([new AssistantChatMessage(called), new ToolChatMessage(call.Id, "Sunny.")]);
        ChatCompletion answer = await Client.CompleteChatAsync(messages, new ChatCompletionOptions { MaxOutputTokenCount = 5, Tools = { Weather }, ToolChoice = ChatToolChoice.CreateNoneChoice() }, Cancellation);
        Assert.NotEmpty(answer.Content[0].Text);
    }

    [Fact]
    public async Task Stream_RequiredTool_HasTheCallInItsChunks()
    {
        ChatCompletionOptions options = new() { Tools = { Weather }, ToolChoice = ChatToolChoice.CreateFunctionChoice("weather") };

        List<StreamingChatCompletionUpdate> updates = await Client.CompleteChatStreamingAsync([new UserChatMessage("The weather?")], options, Cancellation).ToListAsync(Cancellation);

        StreamingChatToolCallUpdate[] calls = [.. updates.SelectMany(update => update.ToolCallUpdates)];
        Assert.Equal(("weather", 0), (calls[0].FunctionName, calls[0].Index));
        Assert.NotEmpty(calls[0].ToolCallId);
        Assert.Equal("""{"city":"Canberra"}""", string.Concat(calls.Select(call => call.FunctionArgumentsUpdate.ToString())));
        Assert.Equal(OpenAI.Chat.ChatFinishReason.ToolCalls, updates.Single(update => update.FinishReason is not null).FinishReason);
    }

    [Fact]
    public async Task Complete_Schema_IsSatisfied()
    {
        ChatCompletionOptions options = new()
        {
            Temperature = 1.5f,
            ResponseFormat = OpenAI.Chat.ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(
                """{"type":"object","properties":{"ok":{"type":"boolean"},"grade":{"enum":["a","b"]}},"required":["ok","grade"],"additionalProperties":false}"""), jsonSchemaIsStrict: true),
        };

        ChatCompletion answer = await Client.CompleteChatAsync([new UserChatMessage(Question)], options, Cancellation);

        using JsonDocument json = JsonDocument.Parse(answer.Content[0].Text);
        Assert.True(json.RootElement.GetProperty("ok").ValueKind is JsonValueKind.True or JsonValueKind.False);
        Assert.Contains(json.RootElement.GetProperty("grade").GetString(), (string[])["a", "b"]);
    }

    [Fact]
    public async Task Complete_SameSeed_SaysTheSame_AloneAndAmongOthers()
    {
        ChatCompletionOptions Options(long seed) => new() { Temperature = 1, MaxOutputTokenCount = 40, Seed = seed };
        async Task<string> AskAsync(long seed) => (await Client.CompleteChatAsync([new UserChatMessage("Tell me a story.")], Options(seed), Cancellation)).Value.Content[0].Text;

        string alone = await AskAsync(7);
        string[] together = await Task.WhenAll(Enumerable.Range(5, 5).Select(seed => AskAsync(seed)));

        Assert.Equal(alone, together[2]);
        Assert.True(together.Distinct().Count() > 1);
    }

    [Fact]
    public async Task Complete_UnknownModel_NamesThoseThatExist()
    {
        ChatClient client = new("gpt-5", new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(app.Address, "v1") });

        ClientResultException error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("Hi")], cancellationToken: Cancellation));

        Assert.Equal(404, error.Status);
        Assert.Contains(app.Model, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ReaderLeaves_RequestEnds()
    {
        InferenceEngine engine = app.Services.GetRequiredService<InferenceEngine>();
        await foreach (StreamingChatCompletionUpdate update in Client.CompleteChatStreamingAsync([new UserChatMessage("Count to a million.")], new ChatCompletionOptions { Temperature = 2, MaxOutputTokenCount = 1_900 }, Cancellation))
        {
            if (update.ContentUpdate.Any(part => part.Text.Length > 0))
            {
                break;
            }
        }

        await Eventually(() => engine.ActiveRequestCount == 0);
    }

    [Fact]
    public async Task ChatClient_OfExtensionsAI_RunsToolsByItself()
    {
        using IChatClient client = Client.AsIChatClient().AsBuilder().UseFunctionInvocation().Build();
        List<string> asked = [];
        AIFunction weather = AIFunctionFactory.Create((WeatherCity city) => { asked.Add(city.ToString()); return "Sunny."; }, new AIFunctionFactoryOptions
        {
            Name = "weather",
            // The demo model would otherwise add properties of its own, on and on.
            JsonSchemaCreateOptions = new AIJsonSchemaCreateOptions { TransformOptions = new AIJsonSchemaTransformOptions { DisallowAdditionalProperties = true } },
        });

        ChatResponse answer = await client.GetStreamingResponseAsync(
            "The weather?", new ChatOptions { Tools = [weather], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = false, MaxOutputTokens = 1_500, Seed = 1 }, Cancellation).ToChatResponseAsync(Cancellation);

        Assert.Equal(["Canberra"], asked);
        Assert.Contains(answer.Messages, message => message.Role == ChatRole.Tool);
        Assert.NotNull(answer.Messages[^1].Text);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private enum WeatherCity
    {
        Canberra,
    }
}
