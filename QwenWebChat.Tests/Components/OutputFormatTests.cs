using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Setup;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>The output format in the settings of a chat, and its chip in the composer.</summary>
public sealed class OutputFormatTests
{
    private const string Schema = """{ "type": "object" }""";

    [Theory]
    [InlineData("en", "{\n  \"type\": object\n}", "Not JSON at line 2, column 11: 'o' is an invalid start of a value")]
    [InlineData("zh-Hans", "{\n  \"type\": object\n}", "第 2 行第 11 列不是有效的 JSON：'o' is an invalid start of a value")]
    [InlineData("en", """{ "type": "robot" }""", "/type: ")]
    [InlineData("en", "3", "(root): ")]
    [InlineData("zh-Hans", "3", "（根）: ")]
    public async Task Schema_Wrong_SaysWhatAndWhereAndIsNotSaved(string culture, string schema, string message)
    {
        await using UiContext ui = new(culture);
        (IRenderedComponent<MudDialogProvider> dialog, _) = await OpenAsync(ui, ChatSetup.None);
        Choose(dialog, OutputFormatKind.JsonSchema);

        await WriteAsync(dialog, schema);

        dialog.WaitForAssertion(() => Assert.Equal("wrong", State(dialog)));
        Assert.StartsWith(message, dialog.Find("[data-testid=schema-state]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(("true", "schema-state"), (dialog.Find("[data-testid=schema]").GetAttribute("aria-invalid"), dialog.Find("[data-testid=schema]").GetAttribute("aria-describedby")));
        Assert.Equal("status", dialog.Find("#schema-state").GetAttribute("role"));
        Assert.True(dialog.Find("[data-testid=setup-save]").HasAttribute("disabled"));
        Assert.True(dialog.Find("[data-testid=setup-default]").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData("en", "The schema is valid.")]
    [InlineData("zh-Hans", "Schema 有效。")]
    public async Task Schema_Mended_IsSaved(string culture, string message)
    {
        await using UiContext ui = new(culture);
        (IRenderedComponent<MudDialogProvider> dialog, IDialogReference reference) = await OpenAsync(ui, ChatSetup.None);
        Choose(dialog, OutputFormatKind.JsonSchema);
        Assert.True(dialog.Find("[data-testid=setup-save]").HasAttribute("disabled"));
        await WriteAsync(dialog, "{");
        dialog.WaitForAssertion(() => Assert.Equal("wrong", State(dialog)));

        await WriteAsync(dialog, Schema);
        dialog.WaitForAssertion(() => Assert.Equal("valid", State(dialog)));
        Assert.Equal(message, dialog.Find("[data-testid=schema-state]").TextContent.Trim());
        dialog.Find("[data-testid=setup-save]").Click();

        SetupChoice choice = await ChoiceAsync(reference);
        Assert.Equal(OutputFormat.OfSchema(Schema), choice.Setup.Format);
    }

    [Fact]
    public async Task Save_SchemaThatIsNotReportedYet_AsksForItFirst()
    {
        await using UiContext ui = new();
        (IRenderedComponent<MudDialogProvider> dialog, IDialogReference reference) = await OpenAsync(ui, ChatSetup.None with { Format = OutputFormat.OfSchema(Schema) });
        dialog.WaitForAssertion(() => Assert.Equal("valid", State(dialog)));

        dialog.Find("[data-testid=setup-save]").Click();

        await ChoiceAsync(reference);
        Assert.Single(ui.JSInterop.Invocations["report"]);
    }

    [Fact]
    public async Task Format_ChosenToAndFro_KeepsTheWrongSchema()
    {
        await using UiContext ui = new();
        (IRenderedComponent<MudDialogProvider> dialog, IDialogReference reference) = await OpenAsync(ui, ChatSetup.None);
        Choose(dialog, OutputFormatKind.JsonSchema);
        await WriteAsync(dialog, "{ half");
        dialog.WaitForAssertion(() => Assert.Equal("wrong", State(dialog)));
        IRenderedComponent<TextEditor> editor = dialog.FindComponent<TextEditor>();

        Choose(dialog, OutputFormatKind.Json);
        Assert.False(dialog.Find("[data-testid=setup-save]").HasAttribute("disabled"));
        Choose(dialog, OutputFormatKind.JsonSchema);

        // The browser has the text: the field must be the same one.
        Assert.Same(editor.Instance, dialog.FindComponent<TextEditor>().Instance);
        Assert.True(dialog.Find("[data-testid=setup-save]").HasAttribute("disabled"));
        Choose(dialog, OutputFormatKind.Json);
        dialog.Find("[data-testid=setup-default]").Click();
        Assert.Equal(new SetupChoice(ChatSetup.None with { Format = new OutputFormat { Kind = OutputFormatKind.Json } }, IsDefault: true), await ChoiceAsync(reference));
    }

    [Theory]
    [InlineData("en", "Extract product details")]
    [InlineData("zh-Hans", "提取商品信息")]
    public async Task Start_FromAPreset_FillsPromptAndSchemaAndCanBeUndone(string culture, string name)
    {
        await using UiContext ui = new(culture);
        ChatSetup setup = new("My own prompt", new SamplingOverrides { TopK = 3 });
        (IRenderedComponent<MudDialogProvider> dialog, IDialogReference reference) = await OpenAsync(ui, setup);
        Assert.Equal(name, dialog.WaitForElement("[data-testid=start-ProductDetails]").TextContent);

        dialog.Find("[data-testid=start-ProductDetails]").Click();
        dialog.WaitForElement("[data-testid=start-undo]").Click();
        dialog.WaitForAssertion(() => Assert.Equal("My own prompt", dialog.Find("[data-testid=system-prompt]").GetAttribute("value")));
        Assert.True(dialog.Find("[data-testid=format-Text]").HasAttribute("checked"));
        dialog.Find("[data-testid=start-ProductDetails]").Click();
        dialog.WaitForAssertion(() => Assert.Equal("valid", State(dialog)));
        Assert.Equal(SetupPreset.ProductDetails.Format.Schema, dialog.Find("[data-testid=schema]").GetAttribute("value"));
        dialog.Find("[data-testid=setup-save]").Click();

        Assert.Equal(setup with { SystemPrompt = SetupPreset.ProductDetails.SystemPrompt, Format = SetupPreset.ProductDetails.Format }, (await ChoiceAsync(reference)).Setup);
    }

    [Fact]
    public async Task Reset_OfAll_IsFreeText()
    {
        await using UiContext ui = new();
        (IRenderedComponent<MudDialogProvider> dialog, IDialogReference reference) = await OpenAsync(ui, ChatSetup.None with { Format = OutputFormat.OfSchema(Schema) });

        dialog.WaitForElement("[data-testid=setup-reset]").Click();
        dialog.WaitForAssertion(() => Assert.True(dialog.Find("[data-testid=format-Text]").HasAttribute("checked")));
        dialog.Find("[data-testid=setup-save]").Click();

        Assert.Equal(OutputFormat.FreeText, (await ChoiceAsync(reference)).Setup.Format);
    }

    [Theory]
    [InlineData("en", OutputFormatKind.Json, "JSON", "Output format: JSON")]
    [InlineData("zh-Hans", OutputFormatKind.JsonSchema, "JSON Schema", "输出格式：JSON Schema")]
    public async Task Composer_WithAFormat_ShowsAChipThatOpensTheSettings(string culture, OutputFormatKind kind, string name, string label)
    {
        await using UiContext ui = new(culture);
        int openedCount = 0;
        ChatSetup setup = ChatSetup.None with { Format = new OutputFormat { Kind = kind, Schema = Schema } };
        IRenderedComponent<Composer> composer = ui.Render<Composer>(p => p.Add(c => c.Setup, setup).Add(c => c.OnSetup, () => openedCount++));

        AngleSharp.Dom.IElement chip = composer.Find("[data-testid=format]");
        Assert.Equal((name, label), (chip.TextContent.Trim(), chip.GetAttribute("aria-label")));
        chip.Click();

        Assert.Equal(1, openedCount);
        composer.Render(p => p.Add(c => c.Setup, ChatSetup.None));
        Assert.Empty(composer.FindAll("[data-testid=format]"));
    }

    [Fact]
    public async Task Failure_OfTheFormat_SaysWhyAndOpensTheSettings()
    {
        await using UiContext ui = new();
        int openedCount = 0;
        SendFailure failure = new(SendFailureKind.InvalidFormat) { Reason = "/properties/a: it is not supported" };
        IRenderedComponent<SendFailureCard> card = ui.Render<SendFailureCard>(p => p.Add(c => c.Failure, failure).Add(c => c.Status, FakeModelHost.Ready).Add(c => c.OnSetup, () => openedCount++));

        Assert.Contains("/properties/a: it is not supported", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        card.Find("[data-testid=failure-setup]").Click();

        Assert.Equal(1, openedCount);
    }

    private static string? State(IRenderedComponent<MudDialogProvider> dialog) => dialog.Find("[data-testid=schema-state]").GetAttribute("data-state");

    private static void Choose(IRenderedComponent<MudDialogProvider> dialog, OutputFormatKind kind) => dialog.WaitForElement($"[data-testid=format-{kind}]").Change(true);

    // As the script does once nobody has typed for a moment.
    private static Task WriteAsync(IRenderedComponent<MudDialogProvider> dialog, string schema)
    {
        IRenderedComponent<TextEditor> editor = dialog.FindComponent<TextEditor>();
        return editor.InvokeAsync(() => editor.Instance.ChangeAsync(schema));
    }

    private static async Task<SetupChoice> ChoiceAsync(IDialogReference reference)
    {
        DialogResult? result = await reference.Result.WaitAsync(WaitLimit.Value, TestDatabase.Cancellation);
        return Assert.IsType<SetupChoice>(result?.Data);
    }

    private static async Task<(IRenderedComponent<MudDialogProvider> Dialog, IDialogReference Reference)> OpenAsync(UiContext ui, ChatSetup setup)
    {
        IRenderedComponent<MudDialogProvider> provider = ui.Render<MudDialogProvider>();
        DialogParameters<SetupDialog> parameters = new() { { dialog => dialog.Setup, setup }, { dialog => dialog.Model, FakeModelHost.Ready } };
        return (provider, await provider.InvokeAsync(() => ui.Services.GetRequiredService<IDialogService>().ShowAsync<SetupDialog>(null, parameters)));
    }
}
