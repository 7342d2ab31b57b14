using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Resources;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Components.Admin;

public sealed class RequestTextsTests
{
    private static readonly RequestRecord Waiting = new()
    {
        Id = Guid.NewGuid(),
        UserId = "",
        Kind = RequestKind.Chat,
        Model = "tiny",
        ArrivedAt = DateTimeOffset.UnixEpoch,
        PromptTokens = 30_211,
        EndToEnd = TimeSpan.FromSeconds(1),
    };

    [Theory]
    [InlineData("en", "Queue", "Prefill 27\u00a0%", "Decode")]
    [InlineData("zh-Hans", "排队", "预填充 27\u00a0%", "解码")]
    public async Task State_OfAnActiveRequest_ShowsThePrefillProgress(string culture, string queue, string prefill, string decode)
    {
        await using UiContext ui = new(culture);
        IStringLocalizer<UiText> text = ui.Services.GetRequiredService<IStringLocalizer<UiText>>();
        RequestRecord started = Waiting with { Queue = TimeSpan.Zero, PrefilledTokens = 8_192 };

        Assert.Equal(queue, Waiting.State(text, isCancelling: false));
        Assert.Equal(prefill, started.State(text, isCancelling: false));
        Assert.Equal(decode, (started with { TimeToFirstToken = TimeSpan.Zero }).State(text, isCancelling: false));
    }
}
