using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Chat;

public sealed class ChatPresetTests
{
    [Theory]
    [InlineData(ChatPreset.Precise)]
    [InlineData(ChatPreset.Balanced)]
    [InlineData(ChatPreset.Creative)]
    public void Apply_Preset_IsRecognisedAndKeepsWhatItDoesNotSet(string preset)
    {
        SamplingOverrides settings = ChatPreset.Apply(preset, new SamplingOverrides { Temperature = 0.123, Seed = 5, MaxTokens = 9, Stop = ["x"] });

        Assert.Equal(preset, ChatPreset.Of(settings));
        Assert.Equal((5ul, 9, StopSequences.FromLines("x")), (settings.Seed, settings.MaxTokens, settings.Stop));
        Assert.Equal(ChatPreset.Custom, ChatPreset.Of(settings with { PresencePenalty = 0.3 }));
    }
}
