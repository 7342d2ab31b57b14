using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Conversations.Exchange;

namespace QwenWebChat.Tests.Components;

/// <summary>What the import says of a file.</summary>
public sealed class ImportDialogTests
{
    private const string OpenWebUi = """[{ "title": "Old", "history": { "messages": { "1": { "role": "user", "content": "hi" } } } }, { "title": "Empty", "history": { "messages": {} } }]""";

    [Theory]
    [InlineData("en", "1 chat imported.", "1 was skipped: it contains no messages.")]
    [InlineData("zh-Hans", "已导入 1 个对话。", "跳过 1 个：其中没有消息。")]
    public async Task File_OfOpenWebUi_TellsWhatCameIn(string culture, string imported, string skipped)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.Pick(Picked.File("chats.json", OpenWebUi));

        Assert.Equal([imported, skipped], dialog.WaitForElement("[data-testid=import-result]").QuerySelectorAll("p").Select(line => line.TextContent));
        dialog.Find("[data-testid=import-close]").Click();
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("[data-testid=import-close]")));
    }

    [Theory]
    [InlineData("en", "Line 1, byte 3: found no JSON; expected")]
    [InlineData("zh-Hans", "Line 1, byte 3：内容是 no JSON，应为")]
    public async Task File_Bad_SaysWhereAndTakesAnother(string culture, string reason)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.Pick(Picked.File("bad.json", "{ oops"));

        Assert.Contains("bad.json", dialog.WaitForElement("[data-testid=import-failed] h2").TextContent, StringComparison.Ordinal);
        Assert.StartsWith(reason, dialog.Find("[data-testid=import-failed] .card-reason").TextContent, StringComparison.Ordinal);
        dialog.Pick(Picked.File("chats.json", OpenWebUi));
        dialog.WaitForElement("[data-testid=import-result]");
    }

    [Theory]
    [InlineData("en", "101 chats were not imported:", "Bad 0[1]: found no chat.history.messages; expected a chat of Open WebUI, with chat.history.messages.", "and 1 more")]
    [InlineData("zh-Hans", "有 101 个对话未导入：", "Bad 0[1]：内容是 no chat.history.messages，应为 a chat of Open WebUI, with chat.history.messages。", "另有 1 个")]
    public async Task File_WithBadChats_NamesThemAndWhatWasLeftOut(string culture, string heading, string first, string more)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);
        string bad = string.Concat(Enumerable.Range(0, 101).Select(number => $$""", { "title": "Bad {{number}}", "chat": {} }"""));
        string good = """{ "title": "Good", "history": { "messages": { "1": { "role": "user", "content": "\ud83d", "images": ["a", "b"], "files": [{ "type": "file" }] }, "2": { "role": "robot" } } } }""";

        dialog.Pick(Picked.File("chats.json", $"[{good}{bad}]"));

        Assert.Equal(heading, dialog.WaitForElement("[data-testid=import-result] h3").TextContent);
        Assert.Equal(4, dialog.FindAll("[data-testid=import-omitted]").Count);
        IReadOnlyList<AngleSharp.Dom.IElement> lines = [.. dialog.FindAll("[data-testid=import-refused] li")];
        Assert.Equal(101, lines.Count);
        Assert.Equal(first, lines[0].TextContent);
        Assert.Equal(more, lines[^1].TextContent);
    }

    [Fact]
    public async Task File_WithBadChatsAlone_SaysHowMany()
    {
        await using UiContext ui = new();
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.Pick(Picked.File("bad.json", """[{ "chat": {} }, { "chat": {} }]"""));

        Assert.StartsWith("None of the 2 chats can be read. The first: [0]: found no chat.history.messages;", dialog.WaitForElement("[data-testid=import-failed] .card-reason").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_TooLarge_NamesTheLimitAndTheSetting()
    {
        await using UiContext ui = new();
        ui.Services.AddSingleton(Options.Create(new ImportOptions { MaxFileMegabytes = 1 }));
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.Pick(Picked.File("large.json", new string(' ', 2_000_000)));

        string reason = dialog.WaitForElement("[data-testid=import-failed] .card-reason").TextContent;
        Assert.StartsWith("The file is 2\u00a0MB; the maximum is 1\u00a0MB.", reason, StringComparison.Ordinal);
        Assert.Contains("Import:MaxFileMegabytes", reason, StringComparison.Ordinal);
    }

    private static async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(UiContext ui)
    {
        IRenderedComponent<MudDialogProvider> provider = ui.Render<MudDialogProvider>();
        await provider.InvokeAsync(() => ui.Services.GetRequiredService<IDialogService>().ShowAsync<ImportDialog>());
        return provider;
    }
}
