using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Generation;

/// <summary>Options of the engine through the chat client, and what comes back for them.</summary>
[Slow]
public sealed class EngineOptionsTests : IAsyncLifetime
{
    private static readonly ChatMessage Question = new(ChatRole.User, "go on and on");

    private EngineRun _run = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _run = await EngineRun.StartAsync();

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Ask_Logprobs_ComeWithTheTokensAndBeforeThem()
    {
        QwenChatOptions options = new() { Temperature = 0, MaxOutputTokens = 6, LogprobCount = 3, PromptLogprobCount = 2 };

        List<ChatResponseUpdate> updates = await AskAsync(options, Question);

        int[] prompt = AnswerPrompt.Of(_run.Engine.Model!.Tokenizer, [Question], options).Ids;
        PromptLogprobsContent read = ContentsOf<PromptLogprobsContent>(updates).Single();
        Assert.Null(read.Logprobs[0]);
        Assert.Equal(prompt[1..], read.Logprobs.Skip(1).Select(logprobs => logprobs!.Sampled.Id));
        Assert.All(read.Logprobs.Skip(1), logprobs => Assert.Equal(2, logprobs!.Top.Count));
        Assert.All(ContentsOf<GenerationTokensContent>(updates), tokens => Assert.Equal(tokens.Ids, tokens.Logprobs!.Select(logprobs => logprobs.Sampled.Id)));
        Assert.All(ContentsOf<GenerationTokensContent>(updates), tokens => Assert.Equal(3, tokens.Logprobs!.Single().Top.Count));
        AIContent[] contents = [.. updates.SelectMany(update => update.Contents)];
        Assert.True(Array.IndexOf(contents, read) < Array.FindIndex(contents, content => content is GenerationTokensContent));
    }

    [Fact]
    public async Task Ask_NoLogprobs_HasNone()
    {
        List<ChatResponseUpdate> updates = await AskAsync(new() { Temperature = 0, MaxOutputTokens = 3 }, Question);

        Assert.All(ContentsOf<GenerationTokensContent>(updates), tokens => Assert.Null(tokens.Logprobs));
        Assert.Empty(ContentsOf<PromptLogprobsContent>(updates));
    }

    /// <summary>The tokens that the template wrote are told without log-probabilities.</summary>
    [Fact]
    public async Task Ask_RequiredCall_HasLogprobsOfSampledTokensOnly()
    {
        AIFunction tool = AIFunctionFactory.Create((bool on) => on, "set");
        QwenChatOptions options = new() { Temperature = 0, MaxOutputTokens = 200, LogprobCount = 0, Tools = [tool], ToolMode = ChatToolMode.RequireAny };

        GenerationTokensContent[] tokens = ContentsOf<GenerationTokensContent>(await AskAsync(options, Question));

        Assert.NotEmpty(tokens[0].Ids);
        Assert.Null(tokens[0].Logprobs);
        Assert.All(tokens[1..], content => Assert.Equal(content.Ids, content.Logprobs!.Select(logprobs => logprobs.Sampled.Id)));
    }

    [Fact]
    public async Task Ask_PromptIds_AreThePrompt()
    {
        GenerationRequest request = _run.Request(maxTokens: 8) with { PromptIds = [1, 2, 3, 4] };
        string expected = EngineRun.Text(await _run.AskAsync(request));
        QwenChatOptions options = new() { MaxOutputTokens = 8, PromptIds = [1, 2, 3, 4], Sampling = new SamplingOverrides { Temperature = 0, IgnoreEndTokens = true } };

        ChatResponse response = (await AskAsync(options)).ToChatResponse();

        Assert.Equal((expected, 4), (response.Text, response.Usage!.InputTokenCount));
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(options, Question));
        Assert.Equal("PromptIds holds the prompt, and there are 1 messages; there must be none.", refused.Message);
    }

    [Fact]
    public async Task Ask_CacheSalt_SharesPrefixesWithinIt()
    {
        int[] prompt = [.. Enumerable.Range(0, 50)];
        async Task<long?> CachedAsync(string? salt) =>
            (await AskAsync(new QwenChatOptions { MaxOutputTokens = 1, PromptIds = prompt, CacheSalt = salt })).ToChatResponse().Usage!.CachedInputTokenCount;

        Assert.Equal([0, 0, 48, 48], [await CachedAsync("a"), await CachedAsync(null), await CachedAsync("a"), await CachedAsync(null)]);
    }

    [Fact]
    public async Task Ask_StopStringOrToken_IsTold()
    {
        QwenChatOptions options = new() { MaxOutputTokens = 40, Sampling = new SamplingOverrides { Temperature = 0, IgnoreEndTokens = true } };
        List<ChatResponseUpdate> whole = await AskAsync(options, Question);
        string text = whole.ToChatResponse().Text;
        int token = ContentsOf<GenerationTokensContent>(whole)[5].Ids[0];
        options.StopSequences = [text[7..10]];
        GenerationFiguresContent byString = ContentsOf<GenerationFiguresContent>(await AskAsync(options, Question)).Single();
        options.StopSequences = null;
        options.Sampling = options.Sampling with { StopTokenIds = [token] };
        GenerationFiguresContent byToken = ContentsOf<GenerationFiguresContent>(await AskAsync(options, Question)).Single();
        GenerationFiguresContent byLength = ContentsOf<GenerationFiguresContent>(whole).Single();

        Assert.Equal((text[7..10], null), (byString.StopString, byString.StopTokenId));
        Assert.Equal((null, token), (byToken.StopString, byToken.StopTokenId));
        Assert.Equal((null, null), (byLength.StopString, byLength.StopTokenId));
    }

    [Fact]
    public void Clone_OptionsOfTheEngine_CopiesThem()
    {
        QwenChatOptions options = new() { LogprobCount = 1, PromptLogprobCount = 2, CacheSalt = "a", PromptIds = [1] };

        QwenChatOptions copy = (QwenChatOptions)options.Clone();

        Assert.Equal((1, 2, "a", options.PromptIds), (copy.LogprobCount, copy.PromptLogprobCount, copy.CacheSalt, copy.PromptIds));
    }

    private static T[] ContentsOf<T>(IEnumerable<ChatResponseUpdate> updates) => [.. updates.SelectMany(update => update.Contents).OfType<T>()];

    private async Task<List<ChatResponseUpdate>> AskAsync(QwenChatOptions options, params ChatMessage[] messages)
    {
        using QwenChatClient client = new(_run.Engine);
        return await client.GetStreamingResponseAsync(messages, options, Cancellation).ToListAsync(Cancellation);
    }
}
