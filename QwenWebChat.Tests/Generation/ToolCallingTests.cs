using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Generation;

/// <summary>Tools through the chat client, with a model that is steered to an answer or that samples under the grammar alone.</summary>
[Slow]
public sealed class ToolCallingTests
{
    private const string Call = "\n{\"name\": \"weather\", \"arguments\": {\"city\": \"北京\", \"days\": 2}}\n</tool_call>";

    private static readonly ChatMessage Question = new(ChatRole.User, "北京的天气?");

    private readonly List<string> _asked = [];

    [JsonConverter(typeof(JsonStringEnumConverter<Size>))]
    private enum Size
    {
        Small,
        Large,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AIFunction Weather => AIFunctionFactory.Create((string city, int days) => Record($"{city} {days}"), "weather", "The weather of the next days.");

    [Theory]
    [InlineData(false, true, "<tool_call>" + Call, "")]
    [InlineData(false, false, "Let me look.\n<tool_call>" + Call + "\n<tool_call>" + Call, "Let me look.")]
    [InlineData(false, true, "Both:\n<tool_call>" + Call + "\n\nand <tool", "Both:\n\nand <tool")]
    [InlineData(true, false, Call, "")]
    public async Task Invoke_CallsOfTheModel_AnswersWithTheirResults(bool isRequired, bool isStreamed, string answer, string text)
    {
        Script script = new(answer, "It is sunny.");
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Answers.Wrap });
        using FunctionInvokingChatClient client = new(new ScriptedClient(new QwenChatClient(run.Engine), script));
        QwenChatOptions options = new() { Temperature = 0, Tools = [Weather], ToolMode = isRequired ? ChatToolMode.RequireAny : ChatToolMode.Auto };

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync([Question], options, Cancellation).ToChatResponseAsync(Cancellation)
            : await client.GetResponseAsync([Question], options, Cancellation);

        int callCount = answer.Split("</tool_call>").Length - 1;
        Assert.Equal(Enumerable.Repeat("北京 2", callCount), _asked);
        Assert.Equal(text, response.Messages[0].Text);
        Assert.Equal(callCount, response.Messages[0].Contents.OfType<FunctionCallContent>().DistinctBy(call => call.CallId).Count());
        Assert.Equal(ChatRole.Tool, response.Messages[1].Role);
        Assert.Equal("It is sunny.", response.Messages[2].Text);
        Assert.Equal([ChatFinishReason.ToolCalls, ChatFinishReason.Stop], script.FinishReasons);
    }

    /// <summary>The history of a call has the tokens that the model wrote, so that the next prompt finds them in the cache.</summary>
    [Theory]
    [InlineData("<tool_call>" + Call)]
    [InlineData("Let me look.\n<tool_call>" + Call + "\n<tool_call>" + Call)]
    public async Task Ask_CallInTheHistory_IsRenderedAsItWasWritten(string answer)
    {
        Script script = new(answer);
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Answers.Wrap });
        using ScriptedClient client = new(new QwenChatClient(run.Engine), script);
        QwenChatOptions options = new() { Temperature = 0, Tools = [Weather] };

        ChatResponse response = await client.GetResponseAsync([Question], options, Cancellation);

        AnswerPrompt first = AnswerPrompt.Of(run.Engine.Model!.Tokenizer, [Question], options);
        AnswerPrompt second = AnswerPrompt.Of(run.Engine.Model!.Tokenizer, [Question, .. response.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "sunny")])], options);
        int[] written = [.. response.Messages.SelectMany(message => message.Contents).OfType<GenerationTokensContent>().SelectMany(tokens => tokens.Ids)];
        Assert.Equal([.. first.Ids, .. written], second.Ids[..(first.Ids.Length + written.Length)]);
    }

    /// <summary>A model of random weights knows nothing of tools: the grammar alone makes its calls valid.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("pick")]
    public async Task Ask_RequiredOfARandomModel_IsAValidCall(string? name)
    {
        AIFunction[] tools = [Closed("pick", (Size size) => $"{size}"), Closed("set", (bool on, Size[] sizes) => $"{on} {sizes.Length}")];
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        ChatToolMode mode = name is null ? ChatToolMode.RequireAny : ChatToolMode.RequireSpecific(name);
        for (int seed = 0; seed < 12; seed++)
        {
            QwenChatOptions options = new() { Temperature = 1.5f, TopK = 0, TopP = 1, Seed = seed, MaxOutputTokens = 1_500, Tools = [.. tools], ToolMode = mode, AllowMultipleToolCalls = false };

            ChatResponse response = await client.GetResponseAsync([Question], options, Cancellation);

            Assert.Equal((ChatFinishReason.ToolCalls, ""), (response.FinishReason, response.Text));
            FunctionCallContent call = Assert.Single(response.Messages.Single().Contents.OfType<FunctionCallContent>());
            AIFunction tool = Assert.Single(tools, tool => tool.Name == call.Name && tool.Name == (name ?? tool.Name));
            await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), Cancellation);
        }
    }

    [Fact]
    public async Task Ask_ToolsThatMayNotBeCalled_IsAskedWithoutThem()
    {
        Script script = new("<tool_call>" + Call, "<tool_call>" + Call);
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Answers.Wrap });
        using ScriptedClient client = new(new QwenChatClient(run.Engine), script);

        ChatResponse none = await client.GetResponseAsync([Question], new() { Temperature = 0, Tools = [Weather], ToolMode = ChatToolMode.None }, Cancellation);
        ChatResponse plain = await client.GetResponseAsync([Question], new() { Temperature = 0 }, Cancellation);

        Assert.Equal(("<tool_call>" + Call, plain.Usage!.InputTokenCount), (none.Text, none.Usage!.InputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, none.FinishReason);
    }

    [Fact]
    public async Task Ask_CallCutByTheLength_IsText()
    {
        Script script = new("Let me look.\n<tool_call>" + Call);
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Answers.Wrap });
        using ScriptedClient client = new(new QwenChatClient(run.Engine), script);

        ChatResponse response = await client.GetResponseAsync([Question], new() { Temperature = 0, MaxOutputTokens = 30, Tools = [Weather] }, Cancellation);

        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.StartsWith("Let me look.\n<tool_call>\n{", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_ToolWhoseSchemaCannotBeEnforced_FailsAtTheFirstUpdate()
    {
        AIFunctionDeclaration tool = AIFunctionFactory.CreateDeclaration("bad", null, JsonElement.Parse("""{"type":"object","properties":{"x":{"type":"strin"}}}"""));
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);

        GrammarException refused = await Assert.ThrowsAsync<GrammarException>(() => client.GetResponseAsync([Question], new() { Tools = [tool] }, Cancellation));

        Assert.Equal("tool bad /properties/x/type", refused.Place);
    }

    // Without other properties than the parameters, which a random model would write without end.
    private static AIFunction Closed(string name, Delegate method) => AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
    {
        Name = name,
        JsonSchemaCreateOptions = new() { TransformOptions = new() { DisallowAdditionalProperties = true } },
    });

    private string Record(string question)
    {
        _asked.Add(question);
        return "sunny";
    }

    /// <summary>The answers of requests that follow each other.</summary>
    private sealed class Script(params string[] answers)
    {
        private readonly Queue<string> _left = new(answers);

        public AnswerScript Answers { get; } = new();

        public List<ChatFinishReason?> FinishReasons { get; } = [];

        public void Begin() => Answers.Begin(_left.Dequeue());
    }

    private sealed class ScriptedClient(IChatClient inner, Script script) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            script.Begin();
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                if (update.FinishReason is not null)
                {
                    script.FinishReasons.Add(update.FinishReason);
                }

                yield return update;
            }
        }
    }
}
