using QwenWebChat.App.Chat;

namespace QwenWebChat.Tests.Chat;

public sealed class PromptVariablesTests
{
    [Theory]
    [InlineData("Translate {{text}} into {{ language }}, {{text}}.", "text,language")]
    [InlineData("{{主题}} {x} {{}} {{a\nb}} {{{y}}}", "主题,y")]
    [InlineData("none", "")]
    public void NamesIn_Text_AreInTheirOrder(string text, string names) => Assert.Equal(names, string.Join(',', PromptVariables.NamesIn(text)));

    [Fact]
    public void Fill_Values_StandInTheirPlaces() =>
        Assert.Equal("A {{b}} A ", PromptVariables.Fill("{{ x }} {{b}} {{x}} {{none}}", new Dictionary<string, string> { ["x"] = "A", ["b"] = "{{b}}" }));
}
