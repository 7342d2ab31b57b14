using Bunit;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Components;

/// <summary>A chat about documents, when they go.</summary>
public sealed class ChatAboutTests
{
    [Theory]
    [InlineData("en", "notes.txt was deleted or is no longer shared", "notes.txt was deleted or is no longer shared: quotations from it can no longer be looked up")]
    [InlineData("zh-Hans", "notes.txt 已删除或不再共享", "notes.txt 已删除或不再共享：引自其中的内容无法再查证")]
    public async Task Document_DeletedWhileItIsShown_IsSaidAtTheTopAndWithTheAnswer(string culture, string top, string note)
    {
        await using UiContext ui = new(culture);
        Document document = await ui.DocumentDesk.UploadAsync(TestDatabase.LocalOwner, "notes.txt", new MemoryStream("The pump is made of steel."u8.ToArray()), TestDatabase.Cancellation);
        await TestLibrary.ReadAsync(ui.DocumentDesk, document.Id);
        Guid chat = await ui.Database.CreateAsync();
        Guid question = await ui.Database.AddAsync(chat, null, "What is it made of?");
        Guid first = await ui.Database.AddAsync(chat, question, "Steel. <q>made of steel</q>", MessageRole.Assistant);
        Guid second = await ui.Database.AddAsync(chat, first, "And why?");
        await ui.Database.AddAsync(chat, second, "Nobody knows.", MessageRole.Assistant);
        await new DocumentLinks(ui.Database).SetAsync(TestDatabase.LocalOwner, chat, [document.Id], TestDatabase.Cancellation);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>(parameters => parameters.Add(one => one.Id, chat));
        page.WaitForElement(".cite.found");
        Assert.Empty(page.FindAll("[data-testid=chat-about-deleted]"));

        await ui.DocumentDesk.DeleteAsync(TestDatabase.LocalOwner, document.Id, TestDatabase.Cancellation);

        page.WaitForAssertion(() => Assert.Equal(top, page.Find("[data-testid=chat-about-deleted] h2").TextContent));
        Assert.Empty(page.FindAll("[data-testid=chat-about]"));
        Assert.Equal(note, Assert.Single(page.FindAll("[data-testid=quotes-of-deleted]")).TextContent);
        Assert.EndsWith(note, page.Find(".cite.unfound").GetAttribute("title"), StringComparison.Ordinal);

        await ui.DocumentDesk.RestoreAsync(TestDatabase.LocalOwner, document.Id, TestDatabase.Cancellation);
        page.WaitForElement(".cite.found");
        Assert.Empty(page.FindAll("[data-testid=chat-about-deleted]"));
        Assert.Empty(page.FindAll("[data-testid=quotes-of-deleted]"));
    }
}
