using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Asks about one document three times: without a cache, from memory, and after a restart.</summary>
internal sealed partial class PrefixReuse(string model, InferenceOptions options, int documentTokens, int questionTokens, int seed)
{
    private const int NewTokens = 8;
    private const int DontNeed = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-prefixes-").FullName;

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public async Task<PrefixFigures> MeasureAsync(CancellationToken cancellationToken)
    {
        Require.That(documentTokens >= 16, "--prompt", documentTokens, "at least 16");
        Require.That(questionTokens >= 1, "--question", questionTokens, "at least 1");
        try
        {
            RequestRecord cold, memory, disk;
            TimeSpan keeping;
            using (PrefixStore store = Open())
            using (ServedEngine served = await ServedEngine.StartAsync(model, options, cancellationToken, store).ConfigureAwait(false))
            {
                cold = await AskAsync(served, 1, cancellationToken).ConfigureAwait(false);
                keeping = await WaitForFileAsync(store, cancellationToken).ConfigureAwait(false);
                memory = await AskAsync(served, 2, cancellationToken).ConfigureAwait(false);
            }

            DropFromMemory();
            using PrefixStore later = Open();
            await later.ListTagsAsync(cancellationToken).ConfigureAwait(false);
            using ServedEngine restarted = await ServedEngine.StartAsync(model, options, cancellationToken, later).ConfigureAwait(false);
            disk = await AskAsync(restarted, 3, cancellationToken).ConfigureAwait(false);
            return new PrefixFigures
            {
                Model = restarted.Model.Name,
                KvFormat = restarted.Model.KvFormatName,
                DocumentTokens = documentTokens,
                Cold = cold.TimeToFirstToken!.Value.TotalMilliseconds,
                FromMemory = memory.TimeToFirstToken!.Value.TotalMilliseconds,
                MemoryTokens = memory.CachedTokens,
                FromDisk = disk.TimeToFirstToken!.Value.TotalMilliseconds,
                DiskTokens = disk.CachedTokens,
                FileBytes = later.Bytes,
                Keeping = keeping.TotalMilliseconds,
            };
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private PrefixStore Open() => new(new PrefixStoreOptions { Path = _folder }, TimeProvider.System, NullLogger<PrefixStore>.Instance);

    private async Task<RequestRecord> AskAsync(ServedEngine served, int question, CancellationToken cancellationToken)
    {
        int most = served.Model.ContextTokens - questionTokens - NewTokens;
        Require.That(documentTokens <= most, "--prompt", documentTokens, FormattableString.Invariant($"at most {most} with the model's context"));
        int[] document = Random(documentTokens, seed, served);
        int[] asked = Random(questionTokens, seed + question, served);
        await foreach (GenerationUpdate update in served
            .Submit("reader", [.. document, .. asked], NewTokens, seed: 1, keepTokens: documentTokens).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (update is GenerationUpdate.Finished finished)
            {
                return finished.Record;
            }
        }

        throw new InvalidOperationException("A stream ended without its last update.");
    }

    private static int[] Random(int count, int seed, ServedEngine served)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(served.Model.Config.VocabularySize))];
    }

    private static async Task<TimeSpan> WaitForFileAsync(PrefixStore store, CancellationToken cancellationToken)
    {
        long begun = TimeProvider.System.GetTimestamp();
        TaskCompletionSource there = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Changed += there.SetResult;
        if (store.Count == 0)
        {
            await there.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        store.Changed -= there.SetResult;
        return TimeProvider.System.GetElapsedTime(begun);
    }

    // Removes the new file from the page cache, because a file of the day before would not be there.
    private void DropFromMemory()
    {
        foreach (string path in OperatingSystem.IsLinux() ? Directory.GetFiles(_folder) : [])
        {
            using SafeFileHandle file = File.OpenHandle(path);
            _ = Advise((int)file.DangerousGetHandle(), 0, 0, DontNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long offset, long length, int advice);
}
