using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Caching;

/// <summary>A folder of kept prefixes that goes with the test, and stores over it.</summary>
internal sealed class PrefixesOnDisk : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("qwenwebchat-prefixes-").FullName;
    private readonly List<PrefixStore> _stores = [];

    public string Folder => Path.Combine(_root, "prefixes");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store that has looked through the folder.</summary>
    public async Task<PrefixStore> OpenAsync(long maxBytes = 1 << 30, int pieceBytes = 1 << 20, long leastFreeBytes = 0)
    {
        PrefixStore store = new(
            new PrefixStoreOptions { Path = Folder, MaxBytes = maxBytes, PieceBytes = pieceBytes, MinFreeBytes = leastFreeBytes }, Time, NullLogger<PrefixStore>.Instance);
        _stores.Add(store);
        await store.WhenIdleAsync().WaitAsync(Cancellation);
        return store;
    }

    /// <summary>Keeps blocks of made-up bytes to the end, as the engine does.</summary>
    /// <returns>Whether they are kept.</returns>
    public static async Task<bool> KeepAsync(PrefixStore store, StoredPrefix prefix)
    {
        if (store.Begin(prefix, () => { }) is not { } write)
        {
            return false;
        }

        while (!write.IsOver)
        {
            int count = Math.Min(write.PieceBlockCount, prefix.BlockCount - write.SentBlockCount);
            for (int i = 0; i < count; i++)
            {
                BlockOf(prefix, write.SentBlockCount + i).CopyTo(write[i]);
            }

            write.Send(count);
            await store.WhenIdleAsync().WaitAsync(Cancellation);
        }

        return store.Holds(prefix);
    }

    /// <summary>The blocks that a file gives.</summary>
    public static List<byte[]> Read(PrefixFile file)
    {
        List<byte[]> blocks = [];
        for (int block = 0; block < file.BlockCount; block++)
        {
            byte[] bytes = new byte[file.Prefix.Identity.BlockBytes];
            file.ReadBlock(block, bytes);
            blocks.Add(bytes);
        }

        return blocks;
    }

    public static byte[] BlockOf(StoredPrefix prefix, int block)
    {
        byte[] bytes = new byte[prefix.Identity.BlockBytes];
        new Random(prefix.TokenIds[block * KvBlockLayout.Tokens]).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Waits until there are so many files.</summary>
    public static async Task WaitForAsync(PrefixStore store, int count)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (store.Count == count)
            {
                reached.TrySetResult();
            }
        }

        store.Changed += Look;
        Look();
        await reached.Task.WaitAsync(Cancellation);
        store.Changed -= Look;
    }

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        Directory.Delete(_root, recursive: true);
    }
}
