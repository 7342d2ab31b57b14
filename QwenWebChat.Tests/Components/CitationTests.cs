using Bunit;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Documents;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Components;

/// <summary>A reference shows how well the document agrees, the same in answers and in summaries.</summary>
public sealed class CitationTests
{
    private const string Content = "The costs of the year fell to −5 % of revenue, which nobody had expected.";

    [Theory]
    [InlineData("en", "“fell to 5 %” · page 3 · not to the letter; the document says “fell to −5 %”", "“gold” · not found in the document")]
    [InlineData("zh-Hans", "“fell to 5 %” · 第 3 页 · 并非逐字一致，文档原文为“fell to −5 %”", "“gold” · 文档中未找到")]
    public async Task Summary_EachKind_IsShownAsSuch(string culture, string close, string missing)
    {
        await using UiContext ui = new(culture);
        Guid document = Guid.NewGuid();
        Citation[] citations =
        [
            new("nobody", CitationKind.Exact) { Number = 4, DocumentId = document, Start = 5, Length = 6, Words = "nobody" },
            new("Nobody", CitationKind.Normalised) { Number = 5, DocumentId = document, Start = 5, Length = 6, Words = "nobody" },
            new("fell to 5 %", CitationKind.Close) { Number = 6, DocumentId = document, Start = 20, Length = 12, Page = 3, Words = "fell to −5 %" },
            new("gold", CitationKind.NotFound) { Number = 7 },
        ];
        SummarySection section = new() { Id = Guid.NewGuid(), Place = 0, Title = "Title", Start = 0, Length = 100, FirstPage = 1, LastPage = 2, TokenCount = 10, State = SummaryState.Finished, Text = "A [4], b [5], c [6], d [7]." };

        IRenderedComponent<OutlineItem> item = ui.Render<OutlineItem>(parameters => parameters
            .Add(one => one.Section, section).Add(one => one.DocumentId, document).Add(one => one.Citations, citations)
            .Add(one => one.AddressOf, CitationTarget.InOwn("outline")));

        Assert.Equal(["4", "5"], item.FindAll("a.cite.found").Select(element => element.TextContent));
        AngleSharp.Dom.IElement shown = Assert.Single(item.FindAll("a.cite.close"));
        Assert.Equal(("6", close, $"documents/{document}?at=20-12&tab=outline"), (shown.TextContent, shown.GetAttribute("title"), shown.GetAttribute("href")));
        Assert.Equal(("7", missing), (item.Find("span.cite.unfound").TextContent, item.Find("span.cite.unfound").GetAttribute("title")));
    }

    [Fact]
    public async Task Answer_WithoutTheMinus_IsShownAsClose()
    {
        await using UiContext ui = new();
        Document document = await ui.DocumentDesk.UploadAsync(TestDatabase.LocalOwner, "notes.txt", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Content)), TestDatabase.Cancellation);
        await TestLibrary.ReadAsync(ui.DocumentDesk, document.Id);
        Guid chat = await ui.Database.CreateAsync();
        Guid question = await ui.Database.AddAsync(chat, null, "How did they do?");
        await ui.Database.AddAsync(chat, question, "Well <q>nobody had expected</q>, costs fell <q cite=\"p. 1\">fell to 5 % of revenue, which</q >.", MessageRole.Assistant);
        await new DocumentLinks(ui.Database).SetAsync(TestDatabase.LocalOwner, chat, [document.Id], TestDatabase.Cancellation);

        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>(parameters => parameters.Add(one => one.Id, chat));

        Assert.Equal("2", page.WaitForElement("a.cite.close").TextContent);
        Assert.EndsWith(" · not to the letter; the document says “fell to −5 % of revenue, which”", page.Find("a.cite.close").GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("1", page.Find("a.cite.found").TextContent);
    }
}
