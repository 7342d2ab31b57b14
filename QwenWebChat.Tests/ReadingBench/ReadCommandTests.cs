using System.Text.Json;
using QwenWebChat.Tests.Benchmarks;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.ReadingBench;

public sealed class ReadCommandTests
{
    [Fact]
    public async Task Read_Document_GivesItsFigures()
    {
        using TemporaryFolder folder = new();

        JsonElement figures = await CommandRun.ReadingBench.JsonAsync("read", "--file", folder.Write("a.txt", "One.\n\nTwo.\n\nThree."), "--times", "2");

        Assert.Equal("Text", figures.GetProperty("format").GetString());
        Assert.Equal(3, figures.GetProperty("parts").GetInt32());
        Assert.Equal(2, figures.GetProperty("times").GetInt32());
        Assert.InRange(figures.GetProperty("bestSeconds").GetDouble(), 0, figures.GetProperty("firstSeconds").GetDouble());
    }

    [Fact]
    public async Task Read_FileThatIsRefused_SaysWhy()
    {
        using TemporaryFolder folder = new();

        await CommandRun.ReadingBench.IsRefusedAsync("The file is empty.", "read", "--file", folder.Write("a.pdf", ""));
    }

    [Fact]
    public async Task Read_BadTimes_IsRefused() =>
        await CommandRun.ReadingBench.IsRefusedAsync("--times is 0; it must be 1 to 1000.", "read", "--file", "a.pdf", "--times", "0");
}
