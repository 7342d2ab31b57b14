using Bunit;
using Microsoft.AspNetCore.Components.Forms;
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
    [InlineData("en", "1 chat imported.", "1 was skipped: it holds no messages.")]
    [InlineData("zh-Hans", "已导入 1 个对话。", "跳过 1 个：其中没有消息。")]
    public async Task File_OfOpenWebUi_TellsWhatCameIn(string culture, string imported, string skipped)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(OpenWebUi, "chats.json"));

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

        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("{ oops", "bad.json"));

        Assert.Contains("bad.json", dialog.WaitForElement("[data-testid=import-failed] h2").TextContent, StringComparison.Ordinal);
        Assert.StartsWith(reason, dialog.Find("[data-testid=import-failed] .card-reason").TextContent, StringComparison.Ordinal);
        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(OpenWebUi, "chats.json"));
        dialog.WaitForElement("[data-testid=import-result]");
    }

    [Fact]
    public async Task File_TooLarge_NamesTheLimitAndTheSetting()
    {
        await using UiContext ui = new();
        ui.Services.AddSingleton(Options.Create(new ImportOptions { MaxFileMegabytes = 1 }));
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui);

        dialog.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(new string(' ', 2_000_000), "large.json"));

        string reason = dialog.WaitForElement("[data-testid=import-failed] .card-reason").TextContent;
        Assert.StartsWith("The file has 2\u00a0MB; at most 1\u00a0MB are read.", reason, StringComparison.Ordinal);
        Assert.Contains("Import:MaxFileMegabytes", reason, StringComparison.Ordinal);
    }

    private static async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(UiContext ui)
    {
        IRenderedComponent<MudDialogProvider> provider = ui.Render<MudDialogProvider>();
        await provider.InvokeAsync(() => ui.Services.GetRequiredService<IDialogService>().ShowAsync<ImportDialog>());
        return provider;
    }
}
