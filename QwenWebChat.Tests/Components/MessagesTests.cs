using Bunit;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Components;

/// <summary>What may be done with each message, and how the user's own are shown.</summary>
public sealed class MessagesTests
{
    [Fact]
    public async Task Answer_InTheMiddle_IsWrittenAgainAndTheRestIsFoundAgain()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("one"));
        await ui.Conversation.Completion;
        await ui.Conversation.SendAsync(new Draft("two"));
        await ui.Conversation.Completion;
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=regenerate]").Count));

        page.FindAll("[data-testid=regenerate]")[0].Click();

        page.WaitForAssertion(() => Assert.Equal("2/2", page.Find("[data-testid=message-assistant] .version-count").TextContent));
        await ui.Conversation.Completion;
        Assert.Single(page.FindAll("[data-testid=message-user]"));
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=version-previous]").HasAttribute("disabled")));
        page.Find("[data-testid=version-previous]").Click();
        page.WaitForAssertion(() => Assert.Equal(["one", "two"], page.FindAll(".user-text").Select(text => text.TextContent)));
    }

    [Fact]
    public async Task Answer_Edited_SaysSoAndClaimsNoFigures()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;
        page.WaitForElement("[data-testid=figures]");
        page.WaitForElement("[data-testid=edit-answer]").Click();
        Assert.Equal("Hello", page.Find("[data-testid=edit-field]").GetAttribute("value"));

        await page.KeepEditAsync("Hello *you*");

        page.WaitForAssertion(() => Assert.Equal("edited", page.Find("[data-testid=message-assistant]").GetAttribute("data-state")));
        Assert.Equal("you", page.Find("[data-answer] em").TextContent);
        Assert.Contains("Edited by you", page.Find(".answer-foot").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=figures], [data-testid=edit-field]"));
        Assert.Equal("2/2", page.Find(".version-count").TextContent);
    }

    [Fact]
    public async Task Answer_EditedToTheSame_IsNoVersion()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("Hi"));
        await ui.Conversation.Completion;
        page.WaitForElement("[data-testid=edit-answer]").Click();

        await page.KeepEditAsync("Hello\n");

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=edit-field]")));
        Assert.Empty(page.FindAll(".version-count"));
    }

    [Fact]
    public async Task Answer_Streaming_CanOnlyBeCopied()
    {
        await using UiContext ui = new(client: ScriptedChatClient.Hanging("Hel", "lo"));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        await ui.Conversation.SendAsync(new Draft("Hi"));
        await TestChat.Until(ui.Conversation, () => ui.Conversation.Messages is [_, { Text: "Hello" }]);

        page.WaitForAssertion(() => Assert.Equal(["copy-answer"], page.FindAll(".answer-foot button").Select(button => button.GetAttribute("data-testid")!)));
        page.Find("[data-testid=copy-answer]").Click();
        page.WaitForAssertion(() => Assert.Equal("Hello", ui.JSInterop.Invocations["copyMessage"].Single().Arguments[0]));
    }

    [Theory]
    [InlineData("en", "Answer")]
    [InlineData("zh-Hans", "回答")]
    public async Task Question_WithoutAnswer_HasAButtonToAnswerIt(string culture, string label)
    {
        await using UiContext ui = new(culture);
        Guid id = await ui.Database.CreateAsync();
        await ui.Database.AddAsync(id, await ui.Database.AddAsync(id, await ui.Database.AddAsync(id, null, "q"), "a", MessageRole.Assistant), "and?");
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>(p => p.Add(c => c.Id, id));

        AngleSharp.Dom.IElement answer = page.WaitForElement("[data-testid=answer]");
        Assert.Equal(label, answer.TextContent);
        answer.Click();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=message-assistant]").Count));
        await ui.Conversation.Completion;
        page.WaitForAssertion(() => Assert.Equal("Hello", page.FindAll("[data-answer]")[1].TextContent.Trim()));
        Assert.Empty(page.FindAll("[data-testid=unanswered]"));
    }

    [Fact]
    public async Task Question_WithCode_ShowsItAsCodeAndTheRestAsTyped()
    {
        await using UiContext ui = new();

        IRenderedComponent<UserMessage> question = Question(ui, "  What *does*\n\n```python\nprint(1)\n```\n<b>do?</b>");

        Assert.Equal(["  What *does*", "<b>do?</b>"], question.FindAll(".plain").Select(text => text.TextContent));
        Assert.Equal(("python", "print(1)"), (question.Find(".code-lang").TextContent, question.Find("pre code").TextContent));
        Assert.NotEmpty(question.FindAll("pre code [class^=tk-]"));
        Assert.Single(question.FindAll(".code-copy"));
    }

    [Fact]
    public async Task Question_WithADiagram_IsItsSource()
    {
        await using UiContext ui = new();

        IRenderedComponent<UserMessage> question = Question(ui, "```mermaid\ngraph TD; A-->B\n```");

        Assert.Empty(question.FindAll("[data-diagram], .code-source"));
        Assert.Equal("graph TD; A-->B", question.Find("pre code").TextContent);
    }

    [Fact]
    public async Task Question_FoldedWithinCode_IsWholeOnceUnfolded()
    {
        await using UiContext ui = new();
        string code = string.Join('\n', Enumerable.Range(1, 100).Select(line => $"line {line}"));

        IRenderedComponent<UserMessage> question = Question(ui, $"Look:\n```\n{code}\n```\nWell?");

        Assert.EndsWith("line 18", question.Find("pre code").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Look:", "…"], question.FindAll(".plain").Select(text => text.TextContent));
        Assert.Single(question.FindAll("[data-cut]"));
        question.Find(".user-more").Click();
        Assert.Equal(code, question.Find("pre code").TextContent);
        Assert.Equal(["Look:", "Well?"], question.FindAll(".plain").Select(text => text.TextContent));
        Assert.Empty(question.FindAll("[data-cut]"));
    }

    private static IRenderedComponent<UserMessage> Question(UiContext ui, string text) =>
        ui.Render<UserMessage>(p => p.Add(m => m.Message, new ConversationMessage(Guid.CreateVersion7(), MessageRole.User, text)));
}
