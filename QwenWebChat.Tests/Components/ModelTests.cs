using AngleSharp.Dom;
using Bunit;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Models;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Components;

public sealed class ModelTests
{
    private static readonly ModelStatus Loading = FakeModelHost.Ready with { Phase = ModelPhase.Loading, LoadProgress = 0.637 };

    private static readonly ModelStatus Failed = new() { Path = "/models/broken", Error = "config.json is missing." };

    [Fact]
    public async Task Chip_EachState_SaysIt()
    {
        await using UiContext ui = new();
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();
        AssertChip(chip, "ready", "Qwen2.5-7B-Instruct", "bfloat16 · 32K");

        ui.Host.Become(FakeModelHost.Ready with { ActiveRequestCount = 3 });
        AssertChip(chip, "busy", "busy with 3");

        ui.Host.Become(Loading);
        AssertChip(chip, "loading", "Qwen2.5-7B-Instruct", "loading 63\u00a0%");

        ui.Host.Become(Failed);
        AssertChip(chip, "failed", "Model failed to load");

        ui.Host.Become(ModelStatus.Empty);
        AssertChip(chip, "none", "No model");
    }

    [Fact]
    public async Task Chip_ChangedFromAnotherThread_KeepsTheCircuitsLanguage()
    {
        await using UiContext ui = new("zh-Hans");
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();
        Thread engine = new(() => ui.Host.Become(Failed));
        using (ExecutionContext.SuppressFlow())
        {
            engine.Start();
        }

        chip.WaitForAssertion(() => AssertChip(chip, "failed", "模型加载失败"));
    }

    [Theory]
    [InlineData("en", "temperature 0.7, top_p 0.8, top_k 20, repetition_penalty 1.05 (Qwen2.5 default)", "Max tokens of an answer: 2,048 (from generation_config.json)", "Chat template: the model's own, from chat_template.jinja")]
    [InlineData("zh-Hans", "temperature 0.7、top_p 0.8、top_k 20、repetition_penalty 1.05 (Qwen2.5 默认值)", "回答的最大 token 数：2,048 (来自 generation_config.json)", "对话模板：模型自带，来自 chat_template.jinja")]
    public async Task Panel_ReadyModel_SaysWithWhatItAnswersAndWhoSaysSo(string culture, string sampling, string length, string template)
    {
        await using UiContext ui = new(culture);
        ui.Host.Become(FakeModelHost.Ready with
        {
            Defaults = new SamplingOverrides { Temperature = 0.7, TopP = 0.8, TopK = 20, RepetitionPenalty = 1.05, MaxTokens = 2048 },
            DefaultsSource = DefaultsSource.Family,
            MaxTokensSource = DefaultsSource.File,
            TemplateSource = "chat_template.jinja",
        });
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();

        chip.Find("[data-testid=model-chip]").Click();

        Assert.Equal(
            [sampling, length, template],
            new[] { "recipe-sampling", "recipe-length", "recipe-template" }.Select(id => chip.Find($"[data-testid={id}]").TextContent));
        Assert.Empty(chip.FindAll("[data-testid=context-note]"));
    }

    [Fact]
    public async Task Panel_UnknownTemplateAndShortContext_SaysWhy()
    {
        await using UiContext ui = new();
        ui.Host.Become(FakeModelHost.Ready with
        {
            TemplateSource = "tokenizer_config.json",
            TemplateProblem = "line 3: the block macro",
            ContextNote = ContextNote.Training,
            NamedContextTokens = 131_072,
        });
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();

        chip.Find("[data-testid=model-chip]").Click();

        Assert.StartsWith(
            "The chat template in tokenizer_config.json is not supported (line 3: the block macro).", chip.Find("[data-testid=recipe-template]").TextContent, StringComparison.Ordinal);
        Assert.Contains("131,072", chip.Find("[data-testid=context-note]").TextContent, StringComparison.Ordinal);
        Assert.Contains("at most 32,768", chip.Find("[data-testid=context-note]").TextContent, StringComparison.Ordinal);
        ui.Host.Become(FakeModelHost.Ready);
        chip.WaitForAssertion(() => Assert.Equal("Chat template: Qwen2.5’s, because the model has none", chip.Find("[data-testid=recipe-template]").TextContent));
    }

    /// <summary>The panel shows the parts of a model on each GPU and the operators that compute them.</summary>
    [Fact]
    public async Task Panel_ModelOnGpus_SaysWhatLiesWhere()
    {
        await using UiContext ui = new();
        ui.Host.Become(FakeModelHost.Ready with
        {
            Places =
            [
                new ModelPlace { Device = "this machine", HasEmbedding = true, LayerCount = 8, PlannedBytes = 2_000_000_000, MemoryBytes = 64_000_000_000 },
                new ModelPlace { Device = "RTX 4090", IsGpu = true, FirstLayer = 8, LayerCount = 20, HasHead = true, Share = 2, ShareCount = 2, PlannedBytes = 9_000_000_000, MemoryBytes = 24_000_000_000 },
            ],
            Operators = ["norm: aten::rms_norm"],
        });
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();

        chip.Find("[data-testid=model-chip]").Click();

        string places = chip.Find("[data-testid=model-places]").TextContent;
        Assert.All(["This machine", "embedding, layers 1 to 8", "RTX 4090", "9.0\u00a0GB of 24.0\u00a0GB planned", "layers 9 to 28 (share 2 of 2), head"],
            words => Assert.Contains(words, places, StringComparison.Ordinal));
        Assert.Contains("norm: aten::rms_norm", chip.Find("[data-testid=model-operators]").TextContent, StringComparison.Ordinal);
        ui.Host.Become(FakeModelHost.Ready);
        chip.WaitForAssertion(() => Assert.Empty(chip.FindAll("[data-testid=model-places]")));
    }

    [Fact]
    public async Task Chip_Clicked_OpensThePanelWithItsFigures()
    {
        await using UiContext ui = new();
        ui.Host.Become(FakeModelHost.Ready with { Error = "/other has no config.json." });
        IRenderedComponent<ModelChip> chip = ui.Render<ModelChip>();

        chip.Find("[data-testid=model-chip]").Click();

        string panel = chip.Find("[data-testid=model-panel]").TextContent;
        Assert.All(["CPU", "bfloat16", "7.62\u00a0B", "15.2\u00a0GB", "32,768 tokens", "/models/Qwen2.5-7B-Instruct", "/other has no config.json."],
            words => Assert.Contains(words, panel, StringComparison.Ordinal));

        chip.Find("[data-dismiss]").Click();
        Assert.Empty(chip.FindAll("[data-testid=model-panel]"));
    }

    [Fact]
    public async Task PathForm_QuotedPath_IsLoadedWithoutQuotes()
    {
        await using UiContext ui = new();
        IRenderedComponent<ModelPathForm> form = ui.Render<ModelPathForm>(p => p.Add(f => f.Status, FakeModelHost.Ready));
        Assert.True(form.Find("[data-testid=model-path]").HasAttribute("required"));

        form.Find("[data-testid=model-path]").Input(" \"C:\\models\\qwen\" ");
        form.Find("form").Submit();

        Assert.Equal(["C:\\models\\qwen"], ui.Host.LoadedPaths);
    }

    [Fact]
    public async Task PathForm_WhileLoading_OffersToCancel()
    {
        await using UiContext ui = new();
        IRenderedComponent<ModelPathForm> form = ui.Render<ModelPathForm>(p => p.Add(f => f.Status, Loading));

        Assert.Equal("63", form.Find("[role=progressbar]").GetAttribute("aria-valuenow")?[..2]);
        form.Find("[data-testid=cancel-loading]").Click();

        Assert.Equal(1, ui.Host.CancelCount);
    }

    [Theory]
    [InlineData("en", "The model could not be loaded")]
    [InlineData("zh-Hans", "模型无法加载")]
    public async Task Page_LoadFailed_SaysWhatWhereAndOffersAnother(string culture, string title)
    {
        await using UiContext ui = new(culture);
        ui.Host.Become(Failed);
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        IElement gpu = page.Find("[data-testid=error]");
        Assert.All([title, "config.json is missing.", "/models/broken"], words => Assert.Contains(words, gpu.TextContent, StringComparison.Ordinal));
        Assert.Equal("/models/broken", gpu.QuerySelector("[data-testid=model-path]")!.GetAttribute("value"));
        Assert.Empty(page.FindAll("[data-testid=suggestion]"));
    }

    [Theory]
    [InlineData("en", "This is the demo model", "Add two numbers")]
    [InlineData("zh-Hans", "这是演示模型", "做加法")]
    public async Task Page_DemoModel_SaysSoAndSuggestsWhatItCan(string culture, string title, string suggestion)
    {
        await using UiContext ui = new(culture);
        ui.Host.Become(FakeModelHost.Ready with { IsDemo = true });
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        IElement notice = page.Find("[data-testid=demo-notice]");
        Assert.Contains(title, notice.TextContent, StringComparison.Ordinal);
        Assert.NotNull(notice.QuerySelector("[data-testid=model-path]"));
        Assert.Equal("real-model", notice.QuerySelector("a")!.GetAttribute("href"));
        IReadOnlyList<IElement> suggestions = page.FindAll("[data-testid=suggestion]");
        Assert.Equal(4, suggestions.Count);
        Assert.Contains(suggestion, suggestions[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_RealModel_HasNoNotice()
    {
        await using UiContext ui = new();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();

        Assert.Empty(page.FindAll("[data-testid=demo-notice], [data-testid=error], [data-testid=loading]"));
        Assert.Equal(4, page.FindAll("[data-testid=suggestion]").Count);
    }

    private static void AssertChip(IRenderedComponent<ModelChip> chip, string state, params string[] words)
    {
        IElement button = chip.Find("[data-testid=model-chip]");
        Assert.Equal(state, button.GetAttribute("data-state"));
        Assert.All(words, word => Assert.Contains(word, button.TextContent, StringComparison.Ordinal));
        Assert.False(string.IsNullOrEmpty(button.GetAttribute("aria-label")));
    }
}
