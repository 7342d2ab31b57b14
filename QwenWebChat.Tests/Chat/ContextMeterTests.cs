using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Chat;

/// <summary>What a conversation takes, by part, and what to leave out of one that has outgrown the context.</summary>
public sealed class ContextMeterTests
{
    private static readonly ChatSetup Brief = new("Be brief", SamplingOverrides.None);

    [Fact]
    public void Measure_EachPart_IsCountedOnce()
    {
        ContextUse use = new ContextMeter(new WordCounter(100)).Measure(
            [User("one two") with { Attachments = [new("a.txt", "x y z")] }, Answer("three"), User("four five six")], Brief, hasDraft: true);

        // The file's own frame is `<file name="a.txt">` and `</file>`: three words more.
        Assert.Equal(new ContextUse(System: 4, History: 3 + 2, Documents: 6, Message: 4, Context: 100, MaxAnswerTokens: 8192), use);
        Assert.Equal((19, 81), (use.Prompt, use.Room));
    }

    [Fact]
    public void Measure_Again_CountsOnlyWhatIsNew()
    {
        WordCounter counter = new(100);
        ContextMeter meter = new(counter);
        ConversationMessage[] path = [User("one"), Answer("two")];
        meter.Measure(path, Brief, hasDraft: false);
        int before = counter.CountedMessages;

        meter.Measure([.. path, User("three")], Brief, hasDraft: true);

        // The system message and the new one.
        Assert.Equal(2, counter.CountedMessages - before);
    }

    [Fact]
    public void Measure_AfterACut_LeavesOutWhatIsBefore()
    {
        ConversationMessage kept = User("four five");
        ConversationMessage[] path = [User("one two"), Answer("three"), kept, Answer("six") with { Cut = new HistoryCut(kept.Id, "in short") }];

        ContextUse use = new ContextMeter(new WordCounter(100)).Measure(path, Brief, hasDraft: false);

        Assert.Equal(3 + 2, use.History);
        Assert.Equal(4 + WordCounter.WordsOf("Summary of the conversation so far: in short"), use.System);
    }

    [Fact]
    public void Plan_TooLong_NamesTheOldestTurns()
    {
        ConversationMessage[] path =
        [
            User("first turn"), Answer(Words(20)), User("second turn"), Answer(Words(20)), User("third turn"), Answer(Words(20)), User("now"),
        ];

        ContextPlan plan = new ContextMeter(new WordCounter(80)).Plan(path, Brief, hasDraft: true)!;

        // 79 of 80 are taken and 20 wanted free: one turn of 24 will do.
        Assert.Equal((path[2].Id, 24), (plan.FirstSentId, plan.FreedTokens));
        Assert.Equal(["first turn"], plan.Turns);
    }

    [Fact]
    public void Plan_AfterACut_GoesOnFromIt()
    {
        ConversationMessage kept = User("second");
        ConversationMessage last = User("third");
        ConversationMessage[] path = [User("first"), Answer("a"), kept, Answer(Words(40)), last with { Cut = new HistoryCut(kept.Id) }];

        ContextPlan plan = new ContextMeter(new WordCounter(50)).Plan(path, Brief, hasDraft: true)!;

        Assert.Equal((last.Id, "second"), (plan.FirstSentId, Assert.Single(plan.Turns)));
    }

    [Fact]
    public void Plan_MessageAloneTooLong_IsNone()
    {
        Assert.Null(new ContextMeter(new WordCounter(50)).Plan([User("a"), Answer("b"), User(Words(60))], Brief, hasDraft: true));
        Assert.Null(new ContextMeter(new WordCounter(50)).Plan([User(Words(60))], Brief, hasDraft: true));
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("w", count));

    private static ConversationMessage User(string text) => new(Guid.NewGuid(), MessageRole.User, text);

    private static ConversationMessage Answer(string text) => new(Guid.NewGuid(), MessageRole.Assistant, text);
}
