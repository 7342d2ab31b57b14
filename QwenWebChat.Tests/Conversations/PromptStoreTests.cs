using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Tests.Data;
using static QwenWebChat.Tests.Data.TestDatabase;

namespace QwenWebChat.Tests.Conversations;

public sealed class PromptStoreTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Prompts_AreKeptByOwnerAndTitle()
    {
        PromptView second = (await _database.Prompts.AddAsync(LocalOwner, " b ", "text {{x}}", cancellationToken: Cancellation))!;
        PromptView first = (await _database.Prompts.AddAsync(LocalOwner, "A", "other", cancellationToken: Cancellation))!;

        Assert.Equal([first, second], await _database.Prompts.ListAsync(LocalOwner, Cancellation));
        Assert.Empty(await _database.Prompts.ListAsync(OtherOwner, Cancellation));
        Assert.False(await _database.Prompts.UpdateAsync(OtherOwner, first with { Text = "x" }, Cancellation));
        Assert.False(await _database.Prompts.DeleteAsync(OtherOwner, first.Id, Cancellation));

        Assert.True(await _database.Prompts.UpdateAsync(LocalOwner, first with { Title = "C" }, Cancellation));
        Assert.True(await _database.Prompts.DeleteAsync(LocalOwner, second.Id, Cancellation));
        Assert.Equal([first with { Title = "C" }], await _database.Prompts.ListAsync(LocalOwner, Cancellation));
        Assert.Equal(second, await _database.Prompts.AddAsync(LocalOwner, second.Title, second.Text, second.Id, Cancellation));
    }

    [Theory]
    [InlineData(" ", "text")]
    [InlineData("title", "\n")]
    public async Task Prompt_Blank_IsRefused(string title, string text)
    {
        Assert.Null(await _database.Prompts.AddAsync(LocalOwner, title, text, cancellationToken: Cancellation));
        Assert.False(await _database.Prompts.UpdateAsync(LocalOwner, new PromptView(Guid.NewGuid(), title, text), Cancellation));
    }

    [Fact]
    public async Task Defaults_OfAnOwner_AreKept()
    {
        ChatSetup setup = new("Be brief.", new SamplingOverrides { TopK = 3 }) { Format = new OutputFormat { Kind = OutputFormatKind.Json }, Tools = ["calculator"] };

        Assert.Equal(ChatSetup.None, await _database.Defaults.GetAsync(LocalOwner, Cancellation));
        await _database.Defaults.SetAsync(LocalOwner, setup, Cancellation);

        Assert.Equal(setup, await _database.Defaults.GetAsync(LocalOwner, Cancellation));
        Assert.Equal(ChatSetup.None, await _database.Defaults.GetAsync(OtherOwner, Cancellation));
    }
}
