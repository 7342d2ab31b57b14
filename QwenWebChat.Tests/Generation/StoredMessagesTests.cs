using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Caching;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Generation;

/// <summary>Which tokens of a prompt are kept for which messages of a request.</summary>
[Slow]
public sealed class StoredMessagesTests : IDisposable
{
    private readonly PrefixesOnDisk _disk = new();

    /// <summary>With a mark of the template in the document, which is only text there.</summary>
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Keep_FirstMessages_KeepsTheirTokensForTheNextStart(bool hasSystem, int count)
    {
        ChatMessage document = new(ChatRole.User, string.Join(' ', Enumerable.Repeat("bado <|im_start|>user", 20)));
        ChatMessage[] first = hasSystem ? [new(ChatRole.System, "be brief"), document] : [document];
        int[] kept;
        using (PrefixStore earlier = await _disk.OpenAsync())
        using (EngineRun run = await EngineRun.StartAsync(prefixes: earlier))
        {
            kept = run.Engine.Model!.Tokenizer.Encode(ChatTemplate.Qwen25.Render(
                [.. first.Select(message => new ChatMlMessage(message.Role.Value, message.Text))], end: TemplateEnd.Closed));
            await AskAsync(run, [.. first, new(ChatRole.User, "what is it?")], new StoredMessages(count, ["document"]));
            await PrefixesOnDisk.WaitForAsync(earlier, 1);
        }

        using PrefixFile file = PrefixFile.Open(Assert.Single(_disk.Files));
        int whole = kept.Length / 16 * 16;
        Assert.Equal(kept[..whole], file.Prefix.TokenIds);
        Assert.Equal(["document"], file.Prefix.Tags);

        PrefixStore store = await _disk.OpenAsync();
        using EngineRun later = await EngineRun.StartAsync(prefixes: store);
        Assert.Equal(whole, await AskAsync(later, [.. first, new(ChatRole.User, "and why?")], null));
    }

    public void Dispose() => _disk.Dispose();

    private static async Task<long?> AskAsync(EngineRun run, ChatMessage[] messages, StoredMessages? keep)
    {
        using QwenChatClient client = new(run.Engine);
        QwenChatOptions options = new() { Temperature = 0, MaxOutputTokens = 3, Stored = keep };
        return (await client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)).Usage!.CachedInputTokenCount;
    }
}
