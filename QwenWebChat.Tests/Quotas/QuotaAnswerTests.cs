using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Answers of a chat that meet a quota, and work of the app that none counts.</summary>
public sealed class QuotaAnswerTests
{
    private static readonly QuotaRefusal Used = new(QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000, 990) { Needed = 40 };

    private readonly ScriptedRounds _rounds = new();

    [Fact]
    public async Task Send_QuotaUsed_LeavesNothingBehindAndGivesTheTextBack()
    {
        using TestChat chat = new(ScriptedChatClient.Throwing(new QuotaExceededException(Used)));

        await chat.Conversation.SendAsync(new Draft("later"));
        await chat.Conversation.Completion;

        Assert.Empty(chat.Conversation.Messages);
        Assert.Equal((SendFailureKind.QuotaExceeded, Used), (chat.Conversation.Failure!.Kind, chat.Conversation.Failure.Quota));
        Assert.Equal("later", chat.Conversation.TakeRejectedDraft()?.Text);
        Assert.Empty(await chat.ListAsync());
    }

    [Fact]
    public async Task Send_QuotaUsedUpBehindACall_StopsTheAnswerAndSaysWhy()
    {
        int requestCount = 0;
        ScriptedChatClient client = new(cancellation => ++requestCount == 1
            ? new ScriptedRounds([_rounds.Call("calculator", """{"expression": "1+1"}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls)]).Client.GetStreamingResponseAsync([], new QwenChatOptions(), cancellation)
            : ScriptedChatClient.Throwing(new QuotaExceededException(Used)).GetStreamingResponseAsync([], null, cancellation));
        using TestChat chat = new(client);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["calculator"] });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal((MessageState.Stopped, "2"), (answer.State, Assert.Single(answer.ToolCalls).Result));
        Assert.Equal((SendFailureKind.QuotaExceeded, Used), (chat.Conversation.Failure!.Kind, chat.Conversation.Failure.Quota));
        Assert.Null(chat.Conversation.TakeRejectedDraft());
    }

    [Fact]
    public async Task Title_AfterTheFirstAnswer_IsNotCharged()
    {
        List<bool> charged = [];

        await TestChat.Titles(Noting(charged)).WriteAsync("question", "answer", TestContext.Current.CancellationToken);

        Assert.Equal([false], charged);
    }

    [Fact]
    public async Task HistorySummary_OfTurnsThatAreLeftOut_IsNotCharged()
    {
        List<bool> charged = [];
        HistorySummary summary = new(Noting(charged), new WordCounter(1_000), Ledgers.OwnerOf(Ledgers.Ann), isRecorded: true);

        await summary.WriteAsync([new ConversationMessage(Guid.NewGuid(), MessageRole.User, "once upon a time")], TestContext.Current.CancellationToken);

        Assert.Equal([false], charged);
    }

    private static ScriptedChatClient Noting(List<bool> charged) => new(cancellation => ScriptedChatClient.Saying("A title").GetStreamingResponseAsync([], null, cancellation))
    {
        OnRequest = options => charged.Add(Assert.IsType<QwenChatOptions>(options).IsCharged),
    };
}
