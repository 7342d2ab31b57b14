using System.Data.Common;
using AngleSharp.Dom;
using Bunit;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

public sealed class ChatPageTests
{
    [Theory]
    [InlineData("en", "3 tok · 38 tok/s · 1.9 tokens a step · first token 0.42\u00a0s")]
    [InlineData("zh-Hans", "3 tokens · 38 token/秒 · 每步 1.9 个 token · 首个 token 0.42\u00a0秒")]
    public async Task Send_Answered_ShowsMarkdownAndFigures(string culture, string figures)
    {
        await using UiContext ui = new(culture, ScriptedChatClient.Saying("It is ", "**bold**", "."));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await SendAsync(page, "<b>Hi</b>");
        await ui.Conversation.Completion;

        page.WaitForAssertion(() => Assert.Equal("finished", page.Find("[data-testid=message-assistant]").GetAttribute("data-state")));
        Assert.Equal("<b>Hi</b>", page.Find("[data-testid=message-user]").TextContent.Trim());
        Assert.Equal("bold", page.Find("[data-testid=message-assistant] strong").TextContent);
        Assert.Equal(figures, page.Find("[data-testid=figures]").TextContent);
    }

    [Fact]
    public async Task Send_WhileStreaming_TurnsSendIntoStopInPlace()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Hanging("Hel"));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await SendAsync(page, "Hi");
        // The answer streams before its first text is drawn.
        page.WaitForAssertion(() => Assert.Contains("Hel", page.Find("[data-answer]").TextContent, StringComparison.Ordinal));
        Assert.Equal("streaming", page.Find("[data-testid=message-assistant]").GetAttribute("data-state"));
        Assert.Empty(page.FindAll("[data-testid=send]"));

        page.Find("[data-testid=stop]").Click();

        page.WaitForAssertion(() => Assert.Contains("Stopped", page.Find("[data-testid=message-assistant]").TextContent, StringComparison.Ordinal));
        Assert.Single(page.FindAll("[data-testid=send]"));
        Assert.Contains("Hel", page.Find("[data-answer]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ContextOverflow_GivesBothFiguresAndTheTextBack()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Throwing(new ContextOverflowException(40211, 32768)));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await SendAsync(page, "too long");

        page.WaitForAssertion(() => Assert.Contains("40,211 tokens; the model’s context is 32,768", page.Find("[data-testid=error]").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("too long", ui.JSInterop.Invocations["restore"].Single().Arguments[0]));
        Assert.Empty(page.FindAll("[data-testid=message-user]"));
    }

    [Fact]
    public async Task Send_EngineBusy_SaysSoUntilDismissed()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Throwing(new EngineUnavailableException("full")));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await SendAsync(page, "Hi");
        page.WaitForAssertion(() => Assert.Contains("The server is busy", page.Find("[data-testid=error]").TextContent, StringComparison.Ordinal));

        page.Find("[data-testid=error] button[aria-label=Dismiss]").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=error]")));
    }

    [Fact]
    public async Task Send_BrokenAnswer_KeepsThePartAndOffersAnotherTry()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Throwing(new InvalidOperationException("secret detail"), "Hel"));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await SendAsync(page, "Hi");

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=message-assistant] [data-testid=error] [data-testid=retry]")));
        Assert.Contains("Hel", page.Find("[data-answer]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Composer_ModelLoading_BlocksSendingAndSaysWhy()
    {
        await using UiContext ui = new();
        ui.Host.Become(FakeModelHost.Ready with { Phase = ModelPhase.Loading, LoadProgress = 0.63 });
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        await composer.InvokeAsync(() => composer.Instance.SetHasText(true));

        Assert.True(page.Find("[data-testid=send]").HasAttribute("disabled"));
        Assert.Contains("63", page.Find("[data-testid=blocked-reason]").TextContent, StringComparison.Ordinal);
        Assert.False(page.Find("[data-testid=composer]").HasAttribute("disabled"));
        Assert.False(await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", "Hi")));
        Assert.Empty(ui.Conversation.Messages);
    }

    [Fact]
    public async Task Composer_DraftThatCannotBeKept_SaysSoOnceUntilItCan()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        await RenameTableAsync(ui, "Drafts", "Away");

        Assert.Null(await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync("new", "text")));
        Assert.Contains("could not be saved", page.Find("[data-testid=draft-unkept]").TextContent, StringComparison.Ordinal);
        Assert.Null(await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync("new", "text more")));
        Assert.Single(page.FindAll("[data-testid=draft-unkept]"));

        await RenameTableAsync(ui, "Away", "Drafts");
        Assert.Equal(1, await composer.InvokeAsync(() => composer.Instance.DraftChangedAsync("new", "text more")));
        Assert.Empty(page.FindAll("[data-testid=draft-unkept]"));
    }

    [Fact]
    public async Task Composer_TextOfAnotherChat_IsNotSentInThisOne()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();

        Assert.False(await composer.InvokeAsync(() => composer.Instance.SubmitAsync($"chat/{Guid.NewGuid()}", "Hi")));

        Assert.Empty(ui.Conversation.Messages);
    }

    /// <summary>The script learns of the new chat's address a moment later than the server.</summary>
    [Fact]
    public async Task Composer_SecondMessageUnderTheOldPlace_IsSent()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        Assert.True(await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", "One")));
        await ui.Conversation.Completion;
        page.WaitForAssertion(() => Assert.False(composer.Instance.IsGenerating));

        Assert.True(await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", "Two")));

        await ui.Conversation.Completion;
        Assert.Equal(["One", "Two"], ui.Conversation.Messages.Where(message => message.IsUser).Select(message => message.Text));
    }

    [Fact]
    public async Task Composer_Text_EnablesSend()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        Assert.True(page.Find("[data-testid=send]").HasAttribute("disabled"));
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();

        await composer.InvokeAsync(() => composer.Instance.SetHasText(true));

        Assert.False(page.Find("[data-testid=send]").HasAttribute("disabled"));
        Assert.False(await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", "  \n ")));
    }

    [Fact]
    public async Task Suggestion_Picked_IsSent()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        page.FindAll("[data-testid=suggestion]")[2].Click();

        page.WaitForAssertion(() => Assert.Equal("Compare TCP and UDP in a table.", page.Find("[data-testid=message-user]").TextContent.Trim()));
    }

    [Theory]
    [InlineData(1, 0, 0, "2nd in the queue")]
    [InlineData(10, 0, 0, "11th in the queue")]
    [InlineData(0, 8192, 30211, "Processing prompt: 8,192 of 30,211 tokens")]
    public async Task Answer_Waiting_SaysForWhat(int ahead, int read, int prompt, string words)
    {
        await using UiContext ui = new();
        ConversationMessage message = new(Guid.CreateVersion7(), MessageRole.Assistant, "") { State = MessageState.Streaming, Progress = new PromptProgress(ahead, read, prompt) };

        IRenderedComponent<AssistantMessage> answer = ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message));

        Assert.Equal(words, answer.Find("[data-testid=waiting]").TextContent.Trim());
    }

    [Fact]
    public async Task Answer_LongCode_IsTextInFewParts()
    {
        await using UiContext ui = new();
        string code = string.Join('\n', Enumerable.Range(1, 40).Select(line => $"<script>alert({line})</script>"));
        ConversationMessage message = new(Guid.CreateVersion7(), MessageRole.Assistant, $"```html\n{code}\n```") { State = MessageState.Streaming };

        IRenderedComponent<AssistantMessage> answer = ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message));

        Assert.Empty(answer.FindAll("script"));
        Assert.Equal("html", answer.Find(".code-lang").TextContent);
        Assert.Equal(code, answer.Find("pre code").TextContent);
    }

    [Fact]
    public async Task Question_Long_IsFoldedUntilAskedFor()
    {
        await using UiContext ui = new();
        string text = string.Join('\n', Enumerable.Range(1, 100).Select(line => $"line {line}"));
        IRenderedComponent<UserMessage> question = ui.Render<UserMessage>(p => p.Add(m => m.Message, new ConversationMessage(Guid.CreateVersion7(), MessageRole.User, text)));
        Assert.EndsWith("line 20…", question.Find(".user-text").TextContent, StringComparison.Ordinal);

        question.Find("button").Click();

        Assert.Equal(text, question.Find(".user-text").TextContent);
    }

    [Fact]
    public async Task Answer_LengthLimit_SaysSo()
    {
        await using UiContext ui = new();
        ConversationMessage message = new(Guid.CreateVersion7(), MessageRole.Assistant, "cut") { State = MessageState.LengthLimit };

        IRenderedComponent<AssistantMessage> answer = ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message));

        Assert.Contains("Stopped at the length limit", answer.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_WhileTheLastStreams_DrawTheFinishedOnesOnce()
    {
        await using UiContext ui = new();
        ConversationMessage question = new(Guid.CreateVersion7(), MessageRole.User, "a");
        ConversationMessage finished = new(Guid.CreateVersion7(), MessageRole.Assistant, "b\n\n```csharp\nint a;\n```");
        ConversationMessage next = new(Guid.CreateVersion7(), MessageRole.User, "c");
        ConversationMessage streaming = new(Guid.CreateVersion7(), MessageRole.Assistant, "```csharp\nint b;\n```\n\nd") { State = MessageState.Streaming };
        IRenderedComponent<MessageList> list = ui.Render<MessageList>(p => p.Add(l => l.Messages, [question, finished, next, streaming]));
        IReadOnlyList<IRenderedComponent<AssistantMessage>> answers = list.FindComponents<AssistantMessage>();
        IReadOnlyList<IRenderedComponent<CodeListing>> listings = list.FindComponents<CodeListing>();
        list.Render(p => p.Add(l => l.Messages, [question, finished, next, streaming with { Text = streaming.Text + "e" }]));
        int finishedCount = answers[0].RenderCount;
        int streamingCount = answers[1].RenderCount;
        int[] listingCounts = [.. listings.Select(listing => listing.RenderCount)];

        list.Render(p => p.Add(l => l.Messages, [question, finished, next, streaming with { Text = streaming.Text + "ef" }]));
        list.Render(p => p.Add(l => l.Messages, [question, finished, next, streaming with { Text = streaming.Text + "efg" }]));

        Assert.Equal(finishedCount, answers[0].RenderCount);
        Assert.True(answers[1].RenderCount > streamingCount);
        Assert.Equal(listingCounts, listings.Select(listing => listing.RenderCount));
        Assert.Contains("defg", answers[1].Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_CodeBlock_HasNamedButtonsAndAFileName()
    {
        await using UiContext ui = new("zh-Hans");
        ConversationMessage message = new(Guid.CreateVersion7(), MessageRole.Assistant, "```python\nx = 1\n```");

        IRenderedComponent<AssistantMessage> answer = ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message));

        Assert.Equal(["长行自动换行", "将代码下载为 code.py", "复制代码"], answer.FindAll(".code-button").Select(button => button.GetAttribute("aria-label")!));
        Assert.Equal("code.py", answer.Find(".code-save").GetAttribute("data-file"));
        Assert.Equal("x = 1", answer.Find("pre code").TextContent);
    }

    [Fact]
    public async Task Answer_OpenDiagram_IsLeftToTheScriptOnceClosed()
    {
        await using UiContext ui = new();
        ConversationMessage message = new(Guid.CreateVersion7(), MessageRole.Assistant, "```mermaid\ngraph TD; A-->B") { State = MessageState.Streaming };
        IRenderedComponent<AssistantMessage> answer = ui.Render<AssistantMessage>(p => p.Add(m => m.Message, message));
        Assert.Empty(answer.FindAll("[data-diagram]"));
        Assert.Single(answer.FindAll("[data-open]"));

        answer.Render(p => p.Add(m => m.Message, message with { Text = message.Text + "\n```" }));

        Assert.Single(answer.FindAll("[data-diagram]"));
        Assert.Empty(answer.FindAll("[data-open]"));
        Assert.Equal("graph TD; A-->B", answer.Find("pre code").TextContent);
    }

    private static async Task SendAsync(IRenderedComponent<ChatPage> page, string text)
    {
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();
        Assert.True(await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", text)));
    }
    // As a disk that takes nothing.
    private static async Task RenameTableAsync(UiContext ui, string from, string to)
    {
        using ChatDbContext context = ui.Database.CreateForAll();
        using DbConnection connection = context.Database.GetDbConnection();
        await connection.OpenAsync(TestDatabase.Cancellation);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"ALTER TABLE {from} RENAME TO {to}";
        await command.ExecuteNonQueryAsync(TestDatabase.Cancellation);
    }
}
