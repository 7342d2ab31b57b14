using System.Text.Json;
using QwenWebChat.Tests.Benchmarks;

namespace QwenWebChat.Tests.UiLoad;

/// <summary>What the load of pages reports; not how fast it was.</summary>
[Slow]
public sealed class UiCommandTests
{
    [Theory]
    [InlineData("--circuits", "0", "--circuits is 0; it must be 1 to 2000.")]
    [InlineData("--tokens-per-second", "0", "--tokens-per-second is 0; it must be 1 to 1000.")]
    [InlineData("--seconds", "0", "--seconds is 0; it must be 1 to 3600.")]
    [InlineData("--url", "nowhere", "--url is nowhere; it must be a web address such as http://localhost:5280.")]
    public Task Ui_BadSetting_IsRefusedBeforeAnythingRuns(string option, string value, string message) =>
        CommandRun.UiLoad.IsRefusedAsync(message, "ui", option, value);

    [Fact]
    public Task UiApp_BadRate_IsRefused() =>
        CommandRun.UiLoad.IsRefusedAsync("--tokens-per-second is 2000; it must be 1 to 1000.", "ui-app", "--tokens-per-second", "2000");

    /// <summary>Every page reads its answer to the end, or the load would not end without an error.</summary>
    [Fact]
    public async Task Ui_TwoCircuits_ReadTheirAnswersInOrder()
    {
        JsonElement figures = await CommandRun.UiLoad.JsonAsync("ui", "--circuits", "2", "--seconds", "1", "--tokens-per-second", "20");

        JsonElement stream = figures.GetProperty("stream");
        Assert.Equal(0, stream.GetProperty("missedWords").GetInt32());
        foreach (string name in new[] { "longestRenderDelay", "tokensPerSecond", "framesPerSecond", "bytesPerSecond" })
        {
            Assert.True(stream.GetProperty(name).GetDouble() > 0, name);
        }

        Assert.True(stream.GetProperty("renderDelay").GetProperty("p50").GetDouble() > 0);
        Assert.True(figures.GetProperty("serverCores").GetDouble() > 0);
        Assert.NotEqual(0, figures.GetProperty("streamingMemory").GetProperty("heapBytes").GetDouble());
        Assert.Equal(2, figures.GetProperty("settings").GetProperty("circuits").GetInt32());
    }
}
