using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Caching;

/// <summary>Whatever stands in the folder, nothing wrong comes out of it, and nothing throws.</summary>
[Slow]
public sealed class PrefixFileDamageTests : IDisposable
{
    private const int BlockCount = 6;

    private static readonly KvIdentity Model = new(new string('A', 64), LayerCount: 2, LayerBlockBytes: 64);
    private static readonly BlockKey Root = BlockKey.Root(yarnFactor: 4, "salt");
    private static readonly StoredPrefix Prefix = new(Model, Root, [.. Enumerable.Range(7, BlockCount * KvBlockLayout.Tokens)], ["document"]);

    private readonly PrefixesOnDisk _disk = new();

    [Fact]
    public async Task Scan_AFileThatIsCutOffOrForeign_DeletesIt()
    {
        string path = await KeepAsync();
        byte[] whole = File.ReadAllBytes(path);
        foreach (byte[] content in new byte[][] { [], [1, 2, 3], whole[..200], whole[..^1], [.. whole, 0], new byte[whole.Length] })
        {
            File.WriteAllBytes(path, content);
            using PrefixStore store = await _disk.OpenAsync();

            Assert.Equal(0, store.Count);
            Assert.Empty(_disk.Files);
        }
    }

    /// <summary>Every byte of the head is under its checksum, every other under its block's.</summary>
    [Fact]
    public async Task Open_AnyByteChanged_GivesNothingWrong()
    {
        string path = await KeepAsync();
        byte[] whole = File.ReadAllBytes(path);
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            AssertNothingWrong(path);
        }
    }

    [Fact]
    public async Task Open_DamagedWhileTheStoreIsOpen_DeletesIt()
    {
        string path = await KeepAsync();
        PrefixStore store = await _disk.OpenAsync();
        byte[] damaged = File.ReadAllBytes(path);
        damaged[150] ^= 1;
        File.WriteAllBytes(path, damaged);

        Assert.Null(store.Open(Model, Root, Prefix.TokenIds, 0, 9));
        Assert.Equal(0, store.Count);
        Assert.Empty(_disk.Files);
    }

    [Fact]
    public async Task Open_AnotherFileInItsPlace_FindsNothing()
    {
        string path = await KeepAsync();
        PrefixStore store = await _disk.OpenAsync();
        using (PrefixesOnDisk other = new())
        {
            await PrefixesOnDisk.KeepAsync(await other.OpenAsync(), Prefix with { TokenIds = [.. Prefix.TokenIds.Select(id => id + 1)] });
            File.Copy(other.Files[0], path, overwrite: true);
        }

        Assert.Null(store.Open(Model, Root, Prefix.TokenIds, 0, 9));
        Assert.Empty(_disk.Files);
    }

    [Fact]
    public async Task Open_AFileThatIsGone_FindsNothing()
    {
        string path = await KeepAsync();
        PrefixStore store = await _disk.OpenAsync();
        File.Delete(path);

        Assert.Null(store.Open(Model, Root, Prefix.TokenIds, 0, 9));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public async Task Scan_PartsOfFilesAndOtherFiles_RemovesTheParts()
    {
        string path = await KeepAsync();
        File.WriteAllText(path + ".partial", "half");
        string note = Path.Combine(_disk.Folder, "note.txt");
        File.WriteAllText(note, "somebody's");

        PrefixStore store = await _disk.OpenAsync();

        Assert.Equal(1, store.Count);
        Assert.Equal(new[] { note, path }.Order(), _disk.Files.Order());
    }

    /// <summary>A file stands where the folder should be: neither listing nor writing is possible, whoever runs the test.</summary>
    [Fact]
    public async Task Keep_AFolderThatCannotBeUsed_KeepsNothing()
    {
        PrefixStore store = await _disk.OpenAsync();
        File.WriteAllText(_disk.Folder, "in the way");

        Assert.False(await PrefixesOnDisk.KeepAsync(store, Prefix));
        Assert.False(await PrefixesOnDisk.KeepAsync(store, Prefix));
        File.Delete(_disk.Folder);
        Assert.True(await PrefixesOnDisk.KeepAsync(store, Prefix));
    }

    [Fact]
    public async Task Keep_ADiskThatIsNearlyFull_KeepsNothing()
    {
        PrefixStore store = await _disk.OpenAsync(leastFreeBytes: long.MaxValue);

        Assert.False(await PrefixesOnDisk.KeepAsync(store, Prefix));
        Assert.Empty(_disk.Files);
    }

    public void Dispose() => _disk.Dispose();

    private static void AssertNothingWrong(string path)
    {
        PrefixFile file;
        try
        {
            file = PrefixFile.Open(path);
        }
        catch (InvalidDataException)
        {
            return;
        }

        using (file)
        {
            // The rest of the head up to the first block is nothing but room.
            Assert.Equal((Model, Root), (file.Prefix.Identity, file.Prefix.Root));
            Assert.Equal(Prefix.TokenIds, file.Prefix.TokenIds);
            Assert.Equal(Prefix.Tags, file.Prefix.Tags);
            byte[] bytes = new byte[Model.BlockBytes];
            for (int block = 0; block < BlockCount; block++)
            {
                if (Record.Exception(() => file.ReadBlock(block, bytes)) is { } exception)
                {
                    Assert.IsType<InvalidDataException>(exception);
                    continue;
                }

                Assert.Equal(PrefixesOnDisk.BlockOf(Prefix, block), bytes);
            }
        }
    }

    private async Task<string> KeepAsync()
    {
        using PrefixStore store = await _disk.OpenAsync();
        Assert.True(await PrefixesOnDisk.KeepAsync(store, Prefix));
        return Assert.Single(_disk.Files);
    }
}
