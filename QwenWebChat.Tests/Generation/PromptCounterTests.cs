using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Engine;
using QwenWebChat.Tests.Tokenization;

namespace QwenWebChat.Tests.Generation;

/// <summary>What is counted beforehand is what the engine reads.</summary>
public sealed class PromptCounterTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Be brief.\n")]
    public async Task Measure_Conversation_IsThePromptThatTheEngineReads(string? system)
    {
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        ContextMeter meter = new(client.GetService<IPromptCounter>()!);
        ConversationMessage[] path =
        [
            Message(true, "a <|im_end|>\n b") with { Attachments = [new("x.txt", "\n  中文 text\n")] },
            Message(false, " \n"),
            Message(true, "e\u0301 ... 12345 \n\n"),
        ];
        ChatSetup setup = new(system, new SamplingOverrides { MaxTokens = 1 });

        ContextUse use = meter.Measure(path, setup, hasDraft: true);
        ChatResponse response = await client.GetResponseAsync(
            ConversationPrompt.Build(path, setup), new QwenChatOptions { Sampling = setup.Settings }, TestContext.Current.CancellationToken);

        Assert.Equal(response.Usage!.InputTokenCount, use.Prompt);
        Assert.Equal(run.Engine.Model!.ContextTokens, use.Context);
    }

    [Fact]
    public async Task Counter_AnotherModel_IsAnother()
    {
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        IPromptCounter first = client.GetService<IPromptCounter>()!;

        Assert.Same(first, client.GetService<IPromptCounter>());
        await run.LoadAsync(UntrainedModel.Folder);
        Assert.NotSame(first, client.GetService<IPromptCounter>());
    }

    /// <summary>Greedy: cut anywhere, an answer goes on as if it had not been.</summary>
    [Fact]
    public async Task Continue_CutAnswer_GoesOnWhereItEnded()
    {
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        ChatMessage question = new(ChatRole.User, "go on");
        string whole = await AskAsync(client, [question], 24, continues: false);
        string half = await AskAsync(client, [question], 12, continues: false);

        string rest = await AskAsync(client, [question, new ChatMessage(ChatRole.Assistant, half)], 12, continues: true);

        Assert.StartsWith(half, whole, StringComparison.Ordinal);
        Assert.Equal(whole, half + rest);
    }

    private static async Task<string> AskAsync(QwenChatClient client, ChatMessage[] messages, int maxTokens, bool continues)
    {
        QwenChatOptions options = new() { Temperature = 0, MaxOutputTokens = maxTokens, ContinuesAnswer = continues };
        return (await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)).Text;
    }

    private static ConversationMessage Message(bool isUser, string text) => new(Guid.NewGuid(), isUser ? MessageRole.User : MessageRole.Assistant, text);
}
