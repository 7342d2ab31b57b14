using QwenWebChat.App.Documents.Library;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Tests.Caching;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Library;

/// <summary>What is kept of reading a document goes with it.</summary>
public sealed class DocumentPrefixesTests : IDisposable
{
    private readonly PrefixesOnDisk _disk = new();
    private readonly TestLibrary _library = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_ADocument_ForgetsWhatWasKeptOfIt()
    {
        PrefixStore prefixes = await _disk.OpenAsync();
        DocumentDesk desk = _library.CreateDesk(prefixes: prefixes);
        Guid id = (await _library.UploadAndReadAsync("one")).Id;
        Guid other = (await _library.UploadAndReadAsync("two")).Id;
        await KeepAsync(prefixes, id, other);

        Assert.False(await desk.DeleteAsync(Guid.NewGuid(), id, Cancellation));
        Assert.Equal(2, _disk.Files.Length);
        Assert.True(await desk.DeleteAsync(TestLibrary.Owner, id, Cancellation));
        Assert.Equal(2, _disk.Files.Length);
        await _library.PurgeAsync(prefixes);

        Assert.Single(_disk.Files);
        Assert.Equal([DocumentDesk.TagOf(other)], await prefixes.ListTagsAsync(Cancellation));
    }

    [Fact]
    public async Task Start_WhatIsLeftOfADeletedDocument_IsForgotten()
    {
        PrefixStore prefixes = await _disk.OpenAsync();
        Guid id = (await _library.UploadAndReadAsync("one")).Id;
        await KeepAsync(prefixes, id, Guid.NewGuid());
        DocumentDesk desk = _library.CreateDesk(prefixes: prefixes);

        await desk.StartAsync(Cancellation);

        Assert.Single(_disk.Files);
        Assert.Equal([DocumentDesk.TagOf(id)], await prefixes.ListTagsAsync(Cancellation));
    }

    public void Dispose()
    {
        _library.Dispose();
        _disk.Dispose();
    }

    private static async Task KeepAsync(PrefixStore prefixes, params Guid[] documents)
    {
        KvIdentity model = new(new string('A', 64), 1, 64);
        for (int i = 0; i < documents.Length; i++)
        {
            int[] ids = [.. Enumerable.Range(1_000 * i, KvBlockLayout.Tokens)];
            Assert.True(await PrefixesOnDisk.KeepAsync(prefixes, new StoredPrefix(model, BlockKey.Root(1), ids, [DocumentDesk.TagOf(documents[i])])));
        }
    }
}
