using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Generation;

/// <summary>Answers with calls of tools as prompts: the tokens that the model wrote, and as many as are counted.</summary>
[Slow]
public sealed class ToolPromptTests
{
    private const string Call = "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {\"expression\": \"6*7 \\\"×\\\" 中\"}}\n</tool_call>";

    private static readonly ChatSetup Setup = new("Be brief.\n", new SamplingOverrides { Temperature = 0 }) { Tools = ["calculator"] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Call)]
    [InlineData("Let me see.\n" + Call + "\n" + Call)]
    public async Task Build_AnswerWithCalls_HasTheTokensThatTheModelWrote(string written)
    {
        AnswerScript script = new();
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Wrap });
        using QwenChatClient client = new(run.Engine);
        QwenChatOptions options = new() { Sampling = Setup.Settings, Tools = [new CalculatorTool().Declaration] };
        ConversationMessage question = new(Guid.NewGuid(), MessageRole.User, "6*7?");
        AnswerBuilder answer = new(new ConversationMessage(Guid.NewGuid(), MessageRole.Assistant, ""), TimeProvider.System);
        List<int> ids = [.. AnswerPrompt.Of(run.Engine.Model!.Tokenizer, ConversationPrompt.Build([question], Setup), options).Ids];
        script.Begin(written);
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(ConversationPrompt.Build([question], Setup), options, Cancellation))
        {
            answer.Apply(update);
            ids.AddRange(update.Contents.OfType<GenerationTokensContent>().SelectMany(content => content.Ids));
        }

        // As it comes back from the database, in a later turn.
        ConversationMessage stored = answer.End(MessageState.Finished);
        stored = stored with { ToolCalls = StoredToolCalls.Read(StoredToolCalls.Write(stored.ToolCalls)) };
        List<ChatMessage> prompt = ConversationPrompt.Build([question, stored, question], Setup);

        int[] next = AnswerPrompt.Of(run.Engine.Model.Tokenizer, prompt, options).Ids;
        Assert.Equal(ids, next[..ids.Count]);
        Assert.Equal("""{"expression":"6*7 \"×\" 中"}""", stored.ToolCalls[0].Arguments);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Be brief.\n")]
    public async Task Measure_ToolsCallsAndResults_AreThePromptThatTheEngineReads(string? system)
    {
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        ChatTools tools = TestChat.Tools();
        ContextMeter meter = new(client.GetService<IPromptCounter>()!, tools: tools);
        ConversationMessage answer = new(Guid.NewGuid(), MessageRole.Assistant, "Let me see.\n\nAnd so?\n\n It is 42.")
        {
            ToolCalls =
            [
                new ToolCall("calculator", """{"expression":"6*7"}""") { Round = 1, Offset = 11, Result = "42" },
                new ToolCall("calculator", """{"expression":"中"}""") { Round = 1, Offset = 11, Result = "\n no \n", IsFailed = true },
                new ToolCall("calculator", """{"expression":"1"}""") { Round = 2, Offset = 20, Result = "1", CutCharacters = 7 },
                new ToolCall("calculator", "{}") { Round = 3, Offset = 20 },
            ],
        };
        ConversationMessage[] path = [new(Guid.NewGuid(), MessageRole.User, "6*7?"), answer, new(Guid.NewGuid(), MessageRole.User, "Sure?")];
        ChatSetup setup = new(system, new SamplingOverrides { MaxTokens = 1 }) { Tools = ["calculator", "of_another_version"] };

        ContextUse use = meter.Measure(path, setup, hasDraft: true);
        ChatResponse response = await client.GetResponseAsync(
            ConversationPrompt.Build(path, setup), new QwenChatOptions { Sampling = setup.Settings, Tools = [.. tools.Named(setup.Tools).Select(tool => tool.Declaration)] }, Cancellation);

        Assert.Equal(response.Usage!.InputTokenCount, use.Prompt);
        Assert.True(use.System > meter.Measure(path, setup with { Tools = [] }, hasDraft: true).System + 100);
    }

    /// <summary>Through the whole app but its pages: a call of the model under the grammar, its result, the answer, and the next turn.</summary>
    [Fact]
    public async Task Send_CallOfTheModel_IsRunAndEachPromptBeginsWithTheOneBefore()
    {
        AnswerScript script = new();
        Queue<string> answers = new(["Let me see.\n<tool_call>\n{\"name\": \"calculator\", \"arguments\": {\"expression\": \"6*7\"}}\n</tool_call>", "It is 42.", "Yes."]);
        using EngineRun run = await EngineRun.StartAsync(AnswerScript.Options, options: EngineRun.Options with { Wrap = script.Wrap });
        using SteeredClient client = new(new QwenChatClient(run.Engine), () => script.Begin(answers.Dequeue()));
        using TestChat chat = new(client);
        await chat.Conversation.SetSetupAsync(Setup);

        await chat.Conversation.SendAsync(new Draft("6*7?"));
        await chat.Conversation.Completion;
        await chat.Conversation.SendAsync(new Draft("Sure?"));
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal(("Let me see.\n\nIt is 42.", MessageState.Finished, "42"), (answer.Text, answer.State, Assert.Single(answer.ToolCalls).Result));
        Assert.Equal(3, client.Used.Count);
        foreach ((UsageDetails before, UsageDetails after) in client.Used.Zip(client.Used.Skip(1)))
        {
            // Whole blocks of 16 tokens are cached, and the last token of an answer has not been computed.
            long shared = (before.InputTokenCount!.Value + before.OutputTokenCount!.Value - 1) / 16 * 16;
            Assert.InRange(after.CachedInputTokenCount!.Value, shared, after.InputTokenCount!.Value);
        }
    }

    /// <summary>Arguments that a model wrote are part of every later prompt, which must not fail because of them.</summary>
    [Theory]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("""{"\udc00": 1}""")]
    [InlineData("[1]")]
    [InlineData("{")]
    public void Arguments_NoPromptCanHold_AreNone(string json)
    {
        Assert.False(ToolArguments.IsValid(json));
        Assert.Equal("{}", ToolArguments.Read(json).GetRawText());
    }

    [Fact]
    public void Arguments_Readable_AreAsTheModelWroteThem()
    {
        const string json = """{"a":"中\n\"","n":1.50,"list":[null,true,{"x":1e400}]}""";

        Dictionary<string, object?> arguments = ToolArguments.Read(json).EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);

        Assert.Equal(json, ToolArguments.TryWrite(arguments));
        Assert.Equal("{}", ToolArguments.TryWrite(null));
    }

    private sealed class SteeredClient(IChatClient inner, Action begin) : DelegatingChatClient(inner)
    {
        public List<UsageDetails> Used { get; } = [];

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            begin();
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                Used.AddRange(update.Contents.OfType<UsageContent>().Select(content => content.Details));
                yield return update;
            }
        }
    }
}
