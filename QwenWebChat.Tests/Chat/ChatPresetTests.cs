using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Setup;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Chat;

public sealed class ChatPresetTests
{
    [Theory]
    [InlineData(ChatPreset.Precise)]
    [InlineData(ChatPreset.Balanced)]
    [InlineData(ChatPreset.Creative)]
    public void Apply_Preset_IsRecognisedAndKeepsWhatItDoesNotSet(string preset)
    {
        ConversationSettings settings = ChatPreset.Apply(preset, new ConversationSettings { Temperature = 0.123, Seed = 5, MaxTokens = 9, Stop = "x" });

        Assert.Equal(preset, ChatPreset.Of(settings));
        Assert.Equal((5ul, 9, "x"), (settings.Seed, settings.MaxTokens, settings.Stop));
        Assert.Equal(ChatPreset.Own, ChatPreset.Of(settings with { PresencePenalty = 0.3 }));
    }

    [Theory]
    [InlineData("temperature", "0,7", 0.7)]
    [InlineData("temperature", "2.1", null)]
    [InlineData("temperature", "warm", null)]
    [InlineData("top_k", "1.5", null)]
    [InlineData("top_k", " 40 ", 40.0)]
    [InlineData("max_tokens", "0", null)]
    [InlineData("seed", "-1", null)]
    public void Field_Text_IsReadWithinItsLimits(string name, string text, double? expected)
    {
        SettingField field = SettingField.All.Single(field => field.Name == name);

        Assert.Equal(expected is not null, field.TryRead(text, out double? value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Field_Empty_LeavesItToTheModel()
    {
        ConversationSettings all = SettingField.All.Aggregate(ConversationSettings.None, (settings, field) => field.Set(settings, 1));
        Assert.All(SettingField.All, field => Assert.Equal("1", field.Write(all)));
        Assert.All(SettingField.All, field => Assert.True(field.TryRead(" ", out double? value) && value is null));
        Assert.Equal(ConversationSettings.None, SettingField.All.Aggregate(all, (settings, field) => field.Set(settings, null)));
    }
}
