using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using QwenWebChat.App.Components.Setup;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Components;

/// <summary>The settings of a chat, and where the values come from that hold.</summary>
public sealed class SetupDialogTests
{
    private static readonly ModelStatus Model = FakeModelHost.Ready with
    {
        Defaults = new SamplingOverrides { Temperature = 0.7, TopP = 0.8, TopK = 20, MinP = 0, RepetitionPenalty = 1.05, PresencePenalty = 0, MaxTokens = 2048 },
        DefaultsSource = DefaultsSource.Family,
        MaxTokensSource = DefaultsSource.File,
        DefaultSystem = "You are a pirate.",
    };

    [Theory]
    [InlineData(DefaultsSource.File, "in generation_config.json", "from generation_config.json")]
    [InlineData(DefaultsSource.Metadata, "in the GGUF file", "from the GGUF file")]
    [InlineData(DefaultsSource.Family, "the model itself names no values", "Qwen2.5 default")]
    public async Task Open_NothingSet_SaysWhereTheValuesComeFrom(DefaultsSource source, string hint, string origin)
    {
        await using UiContext ui = new();
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui, Model with { DefaultsSource = source });

        Assert.Contains(hint, dialog.WaitForElement("[data-testid=preset-hint]").TextContent, StringComparison.Ordinal);
        Assert.All(["temperature", "top_p", "top_k", "min_p", "repetition_penalty"], name => Assert.Contains(origin, Source(dialog, name), StringComparison.Ordinal));
        Assert.Contains("from generation_config.json", Source(dialog, "max_tokens"), StringComparison.Ordinal);
        Assert.Equal("2048", dialog.Find("[data-testid=setting-max_tokens]").GetAttribute("placeholder"));
        Assert.Empty(dialog.FindAll("[data-testid=source-seed], [data-testid=source-presence_penalty]"));
        Assert.Equal("You are a pirate.", dialog.Find("[data-testid=system-prompt]").GetAttribute("placeholder"));
    }

    [Theory]
    [InlineData("en", "(custom)", "(Qwen2.5 default)")]
    [InlineData("zh-Hans", "(自定义)", "(Qwen2.5 默认值)")]
    public async Task Input_Value_IsTheUsersOwnUntilReset(string culture, string own, string family)
    {
        await using UiContext ui = new(culture);
        IRenderedComponent<MudDialogProvider> dialog = await OpenAsync(ui, Model);

        dialog.WaitForElement("[data-testid=setting-temperature]").Input("0.2");
        Assert.Equal(own, Source(dialog, "temperature"));
        Assert.Equal(family, Source(dialog, "top_p"));

        dialog.Find("[data-testid=setting-temperature]").Input("");
        Assert.Equal(family, Source(dialog, "temperature"));
    }

    private static string Source(IRenderedComponent<MudDialogProvider> dialog, string name) => dialog.Find($"[data-testid=source-{name}]").TextContent.Trim();

    private static async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(UiContext ui, ModelStatus model)
    {
        IRenderedComponent<MudDialogProvider> provider = ui.Render<MudDialogProvider>();
        DialogParameters<SetupDialog> parameters = new() { { dialog => dialog.Setup, ChatSetup.None }, { dialog => dialog.Model, model } };
        await provider.InvokeAsync(() => ui.Services.GetRequiredService<IDialogService>().ShowAsync<SetupDialog>(null, parameters));
        return provider;
    }
}
