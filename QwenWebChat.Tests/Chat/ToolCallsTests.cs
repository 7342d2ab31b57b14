using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Tools;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Tests.Chat;

/// <summary>Answers that call tools: run, stopped, failed, continued, edited, stored.</summary>
public sealed class ToolCallsTests
{
    private static readonly ToolNameSet Calculator = ["calculator"];

    private readonly ScriptedRounds _rounds = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_CallsInTwoRounds_AreRunAndAnsweredInOneMessage()
    {
        _rounds.Add(ScriptedRounds.Text("Let me see."), Calculate("6*7"), Calculate("1/0"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(Calculate("42+1"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("It is"), ScriptedRounds.Text(" 43."), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync();

        ConversationMessage answer = chat.Conversation.Messages[1];
        Assert.Equal(("Let me see.\n\nIt is 43.", MessageState.Finished), (answer.Text, answer.State));
        Assert.Equal(
            [("42", false, 1, 11), ("Division by zero.", true, 1, 11), ("43", false, 2, 11)],
            answer.ToolCalls.Select(call => (call.Result, call.IsFailed, call.Round, call.Offset)));
        Assert.All(answer.ToolCalls, call => Assert.True(call is { DurationMs: >= 0, IsRunning: false, Name: "calculator" }));
        Assert.Equal((30, 500.0), (answer.Figures!.AnswerTokens, answer.Figures.TimeToFirstTokenMs));
        Assert.Equal(["user: Hi"], _rounds.Request(0));
        string[] first = ["user: Hi", "assistant: Let me see. | calculator{\"expression\":\"6*7\"} | calculator{\"expression\":\"1/0\"}", "tool: 42 | Error: Division by zero."];
        Assert.Equal(first, _rounds.Request(1));
        Assert.Equal([.. first, "assistant: calculator{\"expression\":\"42\\u002B1\"}", "tool: 43"], _rounds.Request(2));
        Assert.All(_rounds.Options, options => Assert.Equal(("calculator", false), (Assert.Single(options.Tools!).Name, options.ContinuesAnswer)));
        Assert.Equal(answer.ToolCalls.Select(Shown), (await chat.OpenAsync()).Path[1].ToolCalls.Select(Shown));
    }

    [Fact]
    public async Task Send_AfterAnAnswerWithCalls_SendsWhatTheModelRead()
    {
        _rounds.Add(ScriptedRounds.Text("Let me see."), Calculate("6*7"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("42."), ScriptedRounds.End(ChatFinishReason.Stop));
        _rounds.Add(ScriptedRounds.Text("Yes."), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync();
        await chat.Conversation.SetSetupAsync(ChatSetup.None);

        await chat.Conversation.SendAsync(new Draft("Sure?"));
        await chat.Conversation.Completion;

        Assert.Equal([.. _rounds.Request(1), "assistant: 42.", "user: Sure?"], _rounds.Request(2));
        Assert.Null(_rounds.Options[2].Tools);
    }

    [Fact]
    public async Task Send_TextBehindACall_StandsBeforeItInThePrompt()
    {
        _rounds.Add(ScriptedRounds.Text("One "), Calculate("1+1"), ScriptedRounds.Text("two"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("three"), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync();

        Assert.Equal("One two\n\nthree", chat.Conversation.Messages[1].Text);
        Assert.Equal(["user: Hi", "assistant: One two | calculator{\"expression\":\"1\\u002B1\"}", "tool: 2"], _rounds.Request(1));
    }

    [Fact]
    public async Task Send_ToolThatThrows_IsAResultThatSaysSo()
    {
        _rounds.Add(_rounds.Call("broken", "{}"), _rounds.Call("unknown", "{}"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("Sorry."), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync(["broken"], new ScriptedTool("broken", (_, _) => throw new InvalidDataException("no luck")));

        Assert.Equal(("Sorry.", MessageState.Finished), (chat.Conversation.Messages[1].Text, chat.Conversation.Messages[1].State));
        Assert.Equal(
            [("The tool broken failed: no luck", true), ("There is no tool unknown.", true)],
            chat.Conversation.Messages[1].ToolCalls.Select(call => (call.Result, call.IsFailed)));
        Assert.Equal("tool: Error: The tool broken failed: no luck | Error: There is no tool unknown.", _rounds.Request(1)[^1]);
    }

    /// <summary>Stopped while a tool runs that takes no notice: the answer ends at once, and continues with what has not run.</summary>
    [Fact]
    public async Task Stop_WhileAToolRuns_KeepsTheCallsAndContinuesWithThem()
    {
        TaskCompletionSource<ToolResult> never = new();
        int runCount = 0;
        ScriptedTool slow = new("slow", (_, _) => ++runCount == 2 ? never.Task : Task.FromResult(new ToolResult($"result {runCount}")));
        _rounds.Add(ScriptedRounds.Text("Look:"), _rounds.Call("slow", """{"n": 1}"""), _rounds.Call("slow", """{"n": 2}"""), _rounds.Call("slow", """{"n": 3}"""), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        using TestChat chat = new(_rounds.Client, tools: [slow]);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["slow"] });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [_, { ToolCalls: [{ Result: "result 1" }, { IsRunning: true }, { Result: null, IsRunning: false }] }]);

        chat.Conversation.Stop();
        await chat.Conversation.Completion;

        ConversationMessage stopped = (await chat.OpenAsync()).Path[1];
        Assert.Equal(("Look:", MessageState.Stopped, true), (stopped.Text, stopped.State, stopped.IsCut));
        Assert.Equal(["result 1", null, null], stopped.ToolCalls.Select(call => call.Result));
        Assert.Equal(stopped.ToolCalls.Select(Shown), chat.Conversation.Messages[1].ToolCalls.Select(Shown));
        never.SetResult(new ToolResult("too late"));

        _rounds.Add(ScriptedRounds.Text("Done."), ScriptedRounds.End(ChatFinishReason.Stop));
        Assert.True(await chat.Conversation.ContinueAsync());
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal((stopped.Id, "Look:\n\nDone.", MessageState.Finished), (answer.Id, answer.Text, answer.State));
        Assert.Equal(["result 1", "result 3", "result 4"], answer.ToolCalls.Select(call => call.Result));
        Assert.Equal("tool: result 1 | result 3 | result 4", _rounds.Request(1)[^1]);
        Assert.False(_rounds.Options[1].ContinuesAnswer);
    }

    [Fact]
    public async Task Send_AfterAStoppedCall_TellsTheModelThatItHasNotRun()
    {
        ScriptedTool slow = new("slow", async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return new ToolResult("");
        });
        _rounds.Add(_rounds.Call("slow", "{}"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        using TestChat chat = new(_rounds.Client, tools: [slow]);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = ["slow"] });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [_, { ToolCalls: [{ IsRunning: true }] }]);
        chat.Conversation.Stop();
        await chat.Conversation.Completion;

        _rounds.Add(ScriptedRounds.Text("Fine."), ScriptedRounds.End(ChatFinishReason.Stop));
        await chat.Conversation.SendAsync(new Draft("Never mind"));
        await chat.Conversation.Completion;

        Assert.Equal(["user: Hi", "assistant: slow{}", "tool: Not run: the answer ended before this call.", "user: Never mind"], _rounds.Request(1));
    }

    [Fact]
    public async Task Send_ModelThatOnlyCalls_IsAskedOnceMoreWithoutTools()
    {
        for (int round = 0; round < AnswerStream.MaxRounds; round++)
        {
            _rounds.Add(Calculate($"{round}+1"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        }

        _rounds.Add(ScriptedRounds.Text("Enough."), Calculate("9"), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync();

        ConversationMessage answer = chat.Conversation.Messages[1];
        Assert.Equal(("Enough.", MessageState.Finished), (answer.Text, answer.State));
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", null], answer.ToolCalls.Select(call => call.Result));
        Assert.Equal([.. Enumerable.Repeat(true, 8), false], _rounds.Options.Select(options => options.Tools is not null));
    }

    [Fact]
    public async Task Continue_TextBehindCalls_GoesOnFromItsTokensOnceAndMayCallAgain()
    {
        _rounds.Add(Calculate("1+1"), Tokens(7), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("It is"), Tokens(8, 9), ScriptedRounds.End(ChatFinishReason.Length));
        using TestChat chat = await AskAsync();
        Assert.Equal([8, 9], (await chat.OpenAsync()).Path[1].TokenIds);

        _rounds.Add(ScriptedRounds.Text(" two."), Tokens(10), Calculate("2+2"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("And four."), ScriptedRounds.End(ChatFinishReason.Stop));
        await chat.Conversation.ContinueAsync();
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal(("It is two.\n\nAnd four.", MessageState.Finished, 40), (answer.Text, answer.State, answer.Figures!.AnswerTokens));
        Assert.Equal([("2", 1, 0), ("4", 2, 10)], answer.ToolCalls.Select(call => (call.Result, call.Round, call.Offset)));
        Assert.Equal([false, false, true, false], _rounds.Options.Select(options => options.ContinuesAnswer));
        Assert.Equal([[], [], [8, 9], []], _rounds.Options.Select(options => options.ContinuedIds));
        Assert.Equal([.. _rounds.Request(1), "assistant: It is"], _rounds.Request(2));
        Assert.Equal([.. _rounds.Request(1), "assistant: It is two. | calculator{\"expression\":\"2\\u002B2\"}", "tool: 4"], _rounds.Request(3));
    }

    /// <summary>Cut by its length, a request has no more to run: its calls wait for the user.</summary>
    [Fact]
    public async Task Send_CutBehindACall_DoesNotRunIt()
    {
        _rounds.Add(Calculate("1+1"), ScriptedRounds.Text("\n<tool_call>\n{\"na"), ScriptedRounds.End(ChatFinishReason.Length));
        using TestChat chat = await AskAsync();

        Assert.Equal((MessageState.LengthLimit, null), (chat.Conversation.Messages[1].State, Assert.Single(chat.Conversation.Messages[1].ToolCalls).Result));
    }

    [Fact]
    public async Task Send_EngineThatGoesAwayBehindACall_KeepsTheAnswer()
    {
        int requestCount = 0;
        ScriptedChatClient client = new(cancellation => ++requestCount == 1
            ? new ScriptedRounds([Calculate("1+1"), ScriptedRounds.End(ChatFinishReason.ToolCalls)]).Client.GetStreamingResponseAsync([], new Inference.Chat.QwenChatOptions(), cancellation)
            : ScriptedChatClient.Throwing(new EngineUnavailableException("gone")).GetStreamingResponseAsync([], null, cancellation));
        using TestChat chat = new(client);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = Calculator });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal((MessageState.Failed, "2", true), (answer.State, Assert.Single(answer.ToolCalls).Result, answer.IsCut));
    }

    /// <summary>An answer whose calls have filled the context is cut, and not withdrawn.</summary>
    [Fact]
    public async Task Send_ContextFullBehindACall_IsCutAndKept()
    {
        int requestCount = 0;
        ScriptedChatClient client = new(cancellation => ++requestCount == 1
            ? new ScriptedRounds([Calculate("1+1"), ScriptedRounds.End(ChatFinishReason.ToolCalls)]).Client.GetStreamingResponseAsync([], new Inference.Chat.QwenChatOptions(), cancellation)
            : ScriptedChatClient.Throwing(new ContextOverflowException(900, 800)).GetStreamingResponseAsync([], null, cancellation));
        using TestChat chat = new(client);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = Calculator });
        await chat.Conversation.SendAsync(new Draft("Hi"));
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal((MessageState.LengthLimit, "2", null), (answer.State, Assert.Single(answer.ToolCalls).Result, chat.Conversation.Failure));
    }

    [Fact]
    public async Task Send_ResultBeyondTheRoom_IsCutAndSaysSo()
    {
        _rounds.Client.Counter = new WordCounter(1_000) { MaxAnswerTokens = 100, DefaultSystem = null };
        string result = string.Join(' ', Enumerable.Repeat("word", 2_000));
        _rounds.Add(_rounds.Call("long", "{}"), _rounds.Call("long", "{}"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("Fine."), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync(["long"], ScriptedTool.Saying("long", result));

        IReadOnlyList<ToolCall> calls = chat.Conversation.Messages[1].ToolCalls;
        Assert.All(calls, call => Assert.Equal(result.Length, call.Result!.Length + call.CutCharacters));
        Assert.All(calls, call => Assert.InRange(WordCounter.WordsOf(call.Result!), 300, 450));
        Assert.EndsWith($"[Cut here: the remaining {calls[1].CutCharacters} characters do not fit into the context.]", _rounds.Request(1)[^1], StringComparison.Ordinal);
        ContextUse use = chat.Conversation.Meter!.Measure(chat.Conversation.Messages.RemoveAt(1).Add(chat.Conversation.Messages[1] with { Text = "" }), chat.Conversation.Setup, hasDraft: false);
        Assert.InRange(use.Prompt, 850, 900);
        Assert.Equal(calls.Select(Shown), (await chat.OpenAsync()).Path[1].ToolCalls.Select(Shown));
    }

    [Fact]
    public async Task EditAnswer_WithCalls_KeepsThemBehindTheTextThatIsTheSame()
    {
        _rounds.Add(ScriptedRounds.Text("Let me see."), Calculate("1+1"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("Two"), Calculate("2+2"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        _rounds.Add(ScriptedRounds.Text("Four."), ScriptedRounds.End(ChatFinishReason.Stop));
        using TestChat chat = await AskAsync();

        await chat.Conversation.EditAnswerAsync(chat.Conversation.Messages[1].Id, "Let me see.\n\nIt is 2, and then 4.");

        ConversationMessage edited = (await chat.OpenAsync()).Path[1];
        Assert.Equal((MessageState.Edited, 2), (edited.State, edited.Versions.Count));
        Assert.Equal([("2", 11), ("4", 11)], edited.ToolCalls.Select(call => (call.Result, call.Offset)));
        Assert.Equal(["Let me see.", "", "It is 2, and then 4."], AnswerRound.Split(edited).Select(round => round.Text));
        await chat.Conversation.ShowVersionAsync(edited.Versions[0]);
        Assert.Equal(["Let me see.", "Two", "Four."], AnswerRound.Split(chat.Conversation.Messages[1]).Select(round => round.Text));
    }

    /// <summary>A new version replaces nothing before it has a text or a call.</summary>
    [Fact]
    public async Task Regenerate_StoppedAtACall_IsAVersionWithTheCall()
    {
        ScriptedTool slow = new("slow", (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ContinueWith(_ => new ToolResult(""), TaskScheduler.Default));
        _rounds.Add(ScriptedRounds.Text("First."), ScriptedRounds.End(ChatFinishReason.Stop));
        _rounds.Add(_rounds.Call("slow", "{}"), ScriptedRounds.End(ChatFinishReason.ToolCalls));
        using TestChat chat = await AskAsync(["slow"], slow);
        await chat.Conversation.RegenerateAsync(chat.Conversation.Messages[1].Id);
        await TestChat.Until(chat.Conversation, () => chat.Conversation.Messages is [_, { ToolCalls: [{ IsRunning: true }] }]);

        chat.Conversation.Stop();
        await chat.Conversation.Completion;

        ConversationMessage answer = (await chat.OpenAsync()).Path[1];
        Assert.Equal((2, "", "slow"), (answer.Version, answer.Text, Assert.Single(answer.ToolCalls).Name));
    }

    private static (string, string, int, int, string?, bool, double?, int) Shown(ToolCall call) =>
        (call.Name, call.Arguments, call.Round, call.Offset, call.Result, call.IsFailed, call.DurationMs, call.CutCharacters);

    private static ChatResponseUpdate Tokens(params int[] ids) => new(ChatRole.Assistant, [new Inference.Chat.GenerationTokensContent(ids)]);

    private ChatResponseUpdate Calculate(string expression) => _rounds.Call("calculator", $$"""{"expression": "{{expression}}"}""");

    private async Task<TestChat> AskAsync(ToolNameSet? on = null, params IChatTool[] tools)
    {
        TestChat chat = new(_rounds.Client, tools: tools is [] ? null : tools);
        await chat.Conversation.SetSetupAsync(ChatSetup.None with { Tools = on ?? Calculator });
        Assert.True(await chat.Conversation.SendAsync(new Draft("Hi")));
        await chat.Conversation.Completion.WaitAsync(Cancellation);
        return chat;
    }
}
