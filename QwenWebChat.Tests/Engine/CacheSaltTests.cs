using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Tests.Caching;

namespace QwenWebChat.Tests.Engine;

/// <summary>Prefixes are shared within a salt only, in memory and on disk.</summary>
[Slow]
public sealed class CacheSaltTests : IDisposable
{
    private const int BlockTokens = 96;

    private static readonly int[] Prompt = [.. Enumerable.Range(0, BlockTokens + 5)];

    private readonly PrefixesOnDisk _disk = new();

    [Fact]
    public async Task Submit_SamePromptOfAnotherSalt_IsComputedAgain()
    {
        using EngineRun run = await EngineRun.StartAsync();

        (string first, int cached) = await AskAsync(run, "a");
        Assert.Equal(0, cached);
        Assert.Equal((first, 0), await AskAsync(run, null));
        Assert.Equal((first, 0), await AskAsync(run, "b"));
        Assert.Equal((first, BlockTokens), await AskAsync(run, "a"));
        Assert.Equal((first, BlockTokens), await AskAsync(run, null));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, BlockTokens)]
    public async Task Submit_SamePromptOfAnotherOwner_IsComputedAgainUnlessShared(bool isShared, int cached)
    {
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { SharePrefixes = isShared });

        await AskAsync(run, null, owner: "ann");
        Assert.Equal(cached, (await AskAsync(run, null, owner: "bob")).CachedTokens);
        Assert.Equal(BlockTokens, (await AskAsync(run, null, owner: "bob")).CachedTokens);
        Assert.Equal(0, (await AskAsync(run, "a", owner: "bob")).CachedTokens);
    }

    // What follows an owner's id must not be taken for a part of it.
    [Fact]
    public async Task Submit_OwnerAndSaltThatJoinToTheSameText_AreApart()
    {
        using EngineRun run = await EngineRun.StartAsync();

        await AskAsync(run, "bc", owner: "a");
        Assert.Equal(0, (await AskAsync(run, "c", owner: "ab")).CachedTokens);
    }

    [Fact]
    public async Task Submit_PrefixOnDiskOfAnotherSalt_IsNotRead()
    {
        using (PrefixStore store = await _disk.OpenAsync())
        using (EngineRun run = await EngineRun.StartAsync(prefixes: store))
        {
            await AskAsync(run, "a", keep: BlockTokens);
            await PrefixesOnDisk.WaitForAsync(store, 1);
        }

        PrefixStore later = await _disk.OpenAsync();
        using EngineRun other = await EngineRun.StartAsync(prefixes: later);
        Assert.Equal(0, (await AskAsync(other, null)).CachedTokens);
        Assert.Equal(0, (await AskAsync(other, "b")).CachedTokens);
        Assert.Equal(BlockTokens, (await AskAsync(other, "a")).CachedTokens);
        Assert.Equal(BlockTokens, other.Engine.Snapshot.RestoredTokens);
    }

    [Fact]
    public async Task Submit_PrefixThatAGroupShares_IsComputedOnceAndTheRestApart()
    {
        using EngineRun run = await EngineRun.StartAsync();
        int[] longer = [.. Prompt, .. Enumerable.Range(7, 2 * BlockTokens)];

        (string text, int cached) = await AskAsync(run, null, BlockTokens, "ann", "readers", longer);
        Assert.Equal(0, cached);
        // Another owner has the shared block, and no block of the question after it.
        Assert.Equal((text, BlockTokens), await AskAsync(run, null, BlockTokens, "bob", "readers", longer));
        Assert.Equal((text, longer.Length / BlockTokens * BlockTokens), await AskAsync(run, null, BlockTokens, "bob", "readers", longer));
        Assert.Equal((text, 0), await AskAsync(run, null, BlockTokens, "bob", "others", longer));
        Assert.Equal((text, 0), await AskAsync(run, null, BlockTokens, "bob", null, longer));
        Assert.Equal((text, 0), await AskAsync(run, "salt", BlockTokens, "bob", "readers", longer));
    }

    [Fact]
    public async Task Submit_GroupsPrefixOnDisk_IsReadByItsOwnersAlone()
    {
        int[] longer = [.. Prompt, .. Enumerable.Range(7, 2 * BlockTokens)];
        using (PrefixStore store = await _disk.OpenAsync())
        using (EngineRun run = await EngineRun.StartAsync(prefixes: store))
        {
            // The prefix of this request is longer than what the others say of theirs.
            await AskAsync(run, null, 2 * BlockTokens, "ann", "readers", longer);
            await PrefixesOnDisk.WaitForAsync(store, 1);
        }

        PrefixStore later = await _disk.OpenAsync();
        using EngineRun other = await EngineRun.StartAsync(prefixes: later);
        Assert.Equal(0, (await AskAsync(other, null, BlockTokens, "bob", null, longer)).CachedTokens);
        Assert.Equal(0, (await AskAsync(other, null, BlockTokens, "bob", "others", longer)).CachedTokens);
        Assert.Equal(BlockTokens, (await AskAsync(other, null, BlockTokens, "bob", "readers", longer)).CachedTokens);
        Assert.Equal(BlockTokens, other.Engine.Snapshot.RestoredTokens);
    }

    /// <summary>A prefix that others keep without a salt is stored once more.</summary>
    [Fact]
    public async Task Keep_SamePrefixOfAnotherSalt_IsStoredBesideTheOther()
    {
        PrefixStore store = await _disk.OpenAsync();
        using EngineRun run = await EngineRun.StartAsync(prefixes: store);

        await AskAsync(run, null, keep: BlockTokens);
        await PrefixesOnDisk.WaitForAsync(store, 1);
        await AskAsync(run, "a", keep: BlockTokens);
        await PrefixesOnDisk.WaitForAsync(store, 2);
        await AskAsync(run, "a", keep: BlockTokens);

        Assert.Equal(2, store.Count);
    }

    public void Dispose() => _disk.Dispose();

    private static async Task<(string Text, int CachedTokens)> AskAsync(EngineRun run, string? salt, int keep = 0, string owner = "", string? group = null, int[]? prompt = null)
    {
        List<GenerationUpdate> updates = await run.AskAsync(
            run.Request(maxTokens: 8) with { PromptIds = prompt ?? Prompt, CacheSalt = salt, KeepPrefixTokens = keep, KeptPrefixGroup = group, Owner = new RequestOwner(owner) });
        return (EngineRun.Text(updates), updates.OfType<GenerationUpdate.Finished>().Single().Record.CachedTokens);
    }
}
