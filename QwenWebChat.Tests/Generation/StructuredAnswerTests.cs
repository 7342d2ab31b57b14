using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Generation;

/// <summary>Formats of answers through the chat client, of a model of random weights.</summary>
[Slow]
public sealed class StructuredAnswerTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"kind":{"enum":["a","b"]},"on":{"type":"boolean"}},"required":["kind","on"],"additionalProperties":false}""");

    private static readonly ChatMessage Question = new(ChatRole.User, "go on");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_JsonSchema_SatisfiesIt()
    {
        using EngineRun run = await EngineRun.StartAsync();
        for (int seed = 0; seed < 8; seed++)
        {
            (string text, _, ChatFinishReason? reason) = await AskAsync(run, Options(seed));

            JsonElement answer = JsonElement.Parse(text);
            Assert.Equal(ChatFinishReason.Stop, reason);
            Assert.Contains(answer.GetProperty("kind").GetString(), (string[])["a", "b"]);
            Assert.Contains(answer.GetProperty("on").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
            Assert.Equal(2, answer.EnumerateObject().Count());
        }
    }

    /// <summary>The extension of Microsoft.Extensions.AI writes the schema and reads the answer.</summary>
    [Fact]
    public async Task Ask_TypedResponse_IsOfTheType()
    {
        using EngineRun run = await EngineRun.StartAsync();
        using QwenChatClient client = new(run.Engine);
        for (int seed = 0; seed < 4; seed++)
        {
            QwenChatOptions options = new() { Temperature = 1.5f, TopK = 0, TopP = 1, Seed = seed, MaxOutputTokens = 1_500 };

            ChatResponse<Order> response = await client.GetResponseAsync<Order>([Question], options, cancellationToken: Cancellation);

            Assert.True(response.TryGetResult(out Order? order) && order.AreInStock is not null);
        }
    }

    [Fact]
    public async Task Ask_Json_BeginsAValue()
    {
        using EngineRun run = await EngineRun.StartAsync();

        (string text, _, _) = await AskAsync(run, new() { Seed = 3, Temperature = 1, MaxOutputTokens = 200, ResponseFormat = ChatResponseFormat.Json });

        Assert.DoesNotContain(GrammarSource.Json.Compile().FindError(System.Text.Encoding.UTF8.GetBytes(text)) ?? int.MaxValue, Enumerable.Range(0, text.Length));
    }

    [Theory]
    [InlineData(GrammarKind.Regex, "(yes|no), [0-9]{3}", "^(yes|no), [0-9]{3}$")]
    [InlineData(GrammarKind.Choice, """["positive","negative"]""", "^(positive|negative)$")]
    [InlineData(GrammarKind.Gbnf, "root ::= \"(\" [a-c] \")\"", "^\\([a-c]\\)$")]
    public async Task Ask_Grammar_SatisfiesIt(GrammarKind kind, string grammar, string expected)
    {
        using EngineRun run = await EngineRun.StartAsync();

        (string text, _, _) = await AskAsync(run, new() { Seed = 1, Temperature = 1, MaxOutputTokens = 50, Grammar = new GrammarSource(kind, grammar) });

        Assert.Matches(expected, text);
    }

    /// <summary>Whether the tokens of the first part are known or not, what follows completes the value.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Continue_CutAnswer_CompletesTheValue(bool knowsTokens)
    {
        using EngineRun run = await EngineRun.StartAsync();
        QwenChatOptions options = Options(seed: 5);
        options.MaxOutputTokens = 4;
        (string half, int[] ids, ChatFinishReason? reason) = await AskAsync(run, options);

        options = Options(seed: 6);
        (options.ContinuesAnswer, options.ContinuedIds) = (true, knowsTokens ? ids : []);
        (string rest, _, _) = await AskAsync(run, options, new ChatMessage(ChatRole.Assistant, half));

        Assert.Equal(ChatFinishReason.Length, reason);
        Assert.Equal(2, JsonElement.Parse(half + rest).EnumerateObject().Count());
    }

    [Fact]
    public async Task Continue_AnswerOfAnotherFormat_IsRefused()
    {
        using EngineRun run = await EngineRun.StartAsync();
        QwenChatOptions options = Options(seed: 1);
        options.ContinuesAnswer = true;

        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync(run, options, new ChatMessage(ChatRole.Assistant, "Sure, ")));
    }

    private static QwenChatOptions Options(long seed) => new()
    {
        Temperature = 1.5f,
        TopK = 0,
        TopP = 1,
        Seed = seed,
        MaxOutputTokens = 1_000,
        ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema),
    };

    private static async Task<(string Text, int[] Ids, ChatFinishReason? Reason)> AskAsync(EngineRun run, QwenChatOptions options, params ChatMessage[] more)
    {
        using QwenChatClient client = new(run.Engine);
        ChatResponse response = await client.GetResponseAsync([Question, .. more], options, Cancellation);
        return (response.Text, [.. response.Messages.SelectMany(message => message.Contents).OfType<GenerationTokensContent>().SelectMany(tokens => tokens.Ids)], response.FinishReason);
    }

    private sealed record Order(bool IsPaid, IReadOnlyList<bool> AreInStock);
}
