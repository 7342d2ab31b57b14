using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Caching;

public sealed class PrefixStoreTests : IDisposable
{
    private static readonly KvIdentity Model = new(new string('A', 64), LayerCount: 3, LayerBlockBytes: 160);
    private static readonly BlockKey Root = BlockKey.Root(yarnFactor: 1);

    private readonly PrefixesOnDisk _disk = new();

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1 << 20)]
    public async Task Open_KeptByAnotherProcess_GivesTheSameBytes(int pieceBytes)
    {
        StoredPrefix prefix = PrefixOf(first: 100, blockCount: 7);
        using (PrefixStore earlier = await _disk.OpenAsync(pieceBytes: pieceBytes))
        {
            Assert.True(await PrefixesOnDisk.KeepAsync(earlier, prefix));
        }

        PrefixStore store = await _disk.OpenAsync();
        using PrefixFile file = Find(store, [.. prefix.TokenIds, 1, 2])!;

        Assert.Equal(Enumerable.Range(0, 7).Select(block => PrefixesOnDisk.BlockOf(prefix, block)), PrefixesOnDisk.Read(file));
        Assert.Equal(prefix.Tags, file.Prefix.Tags);
        Assert.Equal(new FileInfo(Assert.Single(_disk.Files)).Length, store.Bytes);
    }

    [Fact]
    public async Task Open_AnotherTokenInTheMiddle_GivesTheBlocksBefore()
    {
        StoredPrefix prefix = PrefixOf(first: 100, blockCount: 5);
        PrefixStore store = await _disk.OpenAsync();
        await PrefixesOnDisk.KeepAsync(store, prefix);
        int[] ids = [.. prefix.TokenIds];
        ids[(3 * KvBlockLayout.Tokens) + 7]++;

        using PrefixFile file = Find(store, ids)!;

        Assert.Equal(3, file.BlockCount);
        Assert.Null(Find(store, ids, present: 3));
        Assert.Null(Find(store, [.. ids.Skip(1)]));
    }

    [Fact]
    public async Task Open_AnotherModelYarnFactorOrSalt_FindsNothing()
    {
        StoredPrefix prefix = PrefixOf(first: 100, blockCount: 2);
        PrefixStore store = await _disk.OpenAsync();
        await PrefixesOnDisk.KeepAsync(store, prefix);

        Assert.Null(store.Open(Model with { Fingerprint = new string('B', 64) }, Root, prefix.TokenIds, 0, 9));
        Assert.Null(store.Open(Model with { LayerBlockBytes = 80 }, Root, prefix.TokenIds, 0, 9));
        Assert.Null(store.Open(Model, BlockKey.Root(4), prefix.TokenIds, 0, 9));
        Assert.Null(store.Open(Model, BlockKey.Root(1, "salt"), prefix.TokenIds, 0, 9));
        using PrefixFile? file = Find(store, prefix.TokenIds);
        Assert.NotNull(file);
    }

    [Fact]
    public async Task Begin_WhatIsThereAlready_IsNotWrittenAgain()
    {
        StoredPrefix prefix = PrefixOf(first: 100, blockCount: 4);
        PrefixStore store = await _disk.OpenAsync();
        PrefixWrite? begun = store.Begin(prefix, () => { });

        Assert.Null(store.Begin(PrefixOf(first: 100, blockCount: 3), () => { }));
        begun!.Abandon();
        await store.WhenIdleAsync().WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(await PrefixesOnDisk.KeepAsync(store, prefix));

        Assert.Null(store.Begin(PrefixOf(first: 100, blockCount: 3), () => { }));
        Assert.True(await PrefixesOnDisk.KeepAsync(store, PrefixOf(first: 100, blockCount: 5)));
    }

    [Fact]
    public async Task Limit_IsReached_OldestUsedGoesFirst()
    {
        long one = await BytesOfAsync(PrefixOf(first: 0, blockCount: 4));
        PrefixStore store = await _disk.OpenAsync(maxBytes: (3 * one) + 10);
        foreach (int first in new[] { 1_000, 2_000, 3_000 })
        {
            _disk.Time.Advance(TimeSpan.FromMinutes(1));
            await PrefixesOnDisk.KeepAsync(store, PrefixOf(first, blockCount: 4));
        }

        _disk.Time.Advance(TimeSpan.FromMinutes(1));
        Find(store, PrefixOf(1_000, 4).TokenIds)!.Dispose();
        await PrefixesOnDisk.KeepAsync(store, PrefixOf(4_000, blockCount: 4));

        Assert.Null(Find(store, PrefixOf(2_000, 4).TokenIds));
        Assert.Equal(3, store.Count);
        Assert.Equal(3, _disk.Files.Length);
        Assert.False(await PrefixesOnDisk.KeepAsync(store, PrefixOf(5_000, blockCount: 40)));
        Assert.Equal(3, store.Count);
    }

    [Fact]
    public async Task Limit_LowerAtTheNextStart_OldestUsedGoesFirst()
    {
        long one = await BytesOfAsync(PrefixOf(first: 0, blockCount: 4));
        using (PrefixStore earlier = await _disk.OpenAsync())
        {
            foreach (int first in new[] { 1_000, 2_000, 3_000 })
            {
                _disk.Time.Advance(TimeSpan.FromMinutes(1));
                await PrefixesOnDisk.KeepAsync(earlier, PrefixOf(first, blockCount: 4));
            }

            _disk.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.True(earlier.Holds(PrefixOf(1_000, 4)));
        }

        PrefixStore store = await _disk.OpenAsync(maxBytes: one + 10);

        Assert.Equal(1, store.Count);
        Assert.True(store.Holds(PrefixOf(1_000, 4)));
    }

    [Fact]
    public async Task Forget_ATag_DeletesItsFilesAndKeepsNoneAgain()
    {
        PrefixStore store = await _disk.OpenAsync();
        await PrefixesOnDisk.KeepAsync(store, PrefixOf(1_000, 4, "a", "b"));
        await PrefixesOnDisk.KeepAsync(store, PrefixOf(2_000, 4, "b"));
        await PrefixesOnDisk.KeepAsync(store, PrefixOf(3_000, 4, "c"));
        Assert.Equal(["a", "b", "c"], (await store.ListTagsAsync(TestContext.Current.CancellationToken)).Order());

        store.Forget("b");

        Assert.Single(_disk.Files);
        Assert.Null(Find(store, PrefixOf(1_000, 4).TokenIds));
        Assert.False(await PrefixesOnDisk.KeepAsync(store, PrefixOf(2_000, 4, "b")));
        Assert.True(await PrefixesOnDisk.KeepAsync(store, PrefixOf(2_000, 4, "d")));
    }

    [Fact]
    public async Task Forget_WhileItIsWritten_LeavesNothing()
    {
        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        StoredPrefix prefix = PrefixOf(1_000, 2, "a");
        PrefixWrite write = store.Begin(prefix, () => { })!;
        write.Send(1);
        await store.WhenIdleAsync().WaitAsync(TestContext.Current.CancellationToken);
        Assert.Single(_disk.Files);

        store.Forget("a");
        write.Send(1);
        await store.WhenIdleAsync().WaitAsync(TestContext.Current.CancellationToken);

        Assert.True(write.IsOver);
        Assert.Empty(_disk.Files);
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task Dispose_WhileOneIsWritten_LeavesNothingOfIt()
    {
        PrefixStore store = await _disk.OpenAsync(pieceBytes: 1);
        await PrefixesOnDisk.KeepAsync(store, PrefixOf(2_000, 2));
        store.Begin(PrefixOf(1_000, 2), () => { })!.Send(1);

        store.Dispose();

        Assert.Single(_disk.Files);
        Assert.Equal(1, (await _disk.OpenAsync()).Count);
    }

    [Fact]
    public async Task Off_WithoutAFolderOrRoom_KeepsNothing()
    {
        using PrefixStore store = await _disk.OpenAsync(maxBytes: 0);

        Assert.False(store.IsOn);
        Assert.Null(store.Begin(PrefixOf(1_000, 2), () => { }));
        store.Forget("a");
        Assert.Empty(await store.ListTagsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Validate_AValueThatCannotBe_NamesItAndWhatWouldBeRight()
    {
        string file = Path.GetTempFileName();

        Assert.Equal("MaxBytes is -1; it must be 0 (nothing is kept) or more bytes.", Assert.Throws<ArgumentException>(() => new PrefixStoreOptions { MaxBytes = -1 }.Validate()).Message);
        Assert.Equal($"Path is '{file}', a file; it must be a folder, or a path at which a folder can be created.", Assert.Throws<ArgumentException>(() => new PrefixStoreOptions { Path = file }.Validate()).Message);
        File.Delete(file);
    }

    public void Dispose() => _disk.Dispose();

    private static StoredPrefix PrefixOf(int first, int blockCount, params string[] tags) =>
        new(Model, Root, [.. Enumerable.Range(first, blockCount * KvBlockLayout.Tokens)], tags);

    private static PrefixFile? Find(PrefixStore store, int[] ids, int present = 0) => store.Open(Model, Root, ids, present, max: 1_000);

    private static async Task<long> BytesOfAsync(StoredPrefix prefix)
    {
        using PrefixesOnDisk disk = new();
        PrefixStore store = await disk.OpenAsync();
        await PrefixesOnDisk.KeepAsync(store, prefix);
        return store.Bytes;
    }
}
