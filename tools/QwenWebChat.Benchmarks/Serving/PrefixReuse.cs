using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Asks about one document three times: without a cache, from memory, and after a restart.</summary>
internal sealed partial class PrefixReuse(PrefixSettings settings)
{
    private const int NewTokens = 8;
    private const int DontNeed = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("qwenwebchat-prefixes-").FullName;

    public static async Task RunAsync(PrefixSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        PrefixReuse reuse = new(settings);
        try
        {
            await reuse.MeasureAsync(output, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(reuse._folder, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long offset, long length, int advice);

    private async Task MeasureAsync(CommandOutput output, CancellationToken cancellationToken)
    {
        RequestRecord first, second;
        double keeping;
        using (PrefixStore store = Open())
        using (ServedEngine served = await ServedEngine.StartAsync(settings.Engine, cancellationToken, store).ConfigureAwait(false))
        {
            first = await AskAsync(served, 1, cancellationToken).ConfigureAwait(false);
            keeping = await WaitForFileAsync(store, cancellationToken).ConfigureAwait(false);
            second = await AskAsync(served, 2, cancellationToken).ConfigureAwait(false);
        }

        DropFromMemory();
        using PrefixStore later = Open();
        await later.ListTagsAsync(cancellationToken).ConfigureAwait(false);
        using ServedEngine restarted = await ServedEngine.StartAsync(settings.Engine, cancellationToken, later).ConfigureAwait(false);
        RequestRecord third = await AskAsync(restarted, 3, cancellationToken).ConfigureAwait(false);

        (string model, string kvFormat) = (restarted.Model.Name, restarted.Model.KvFormatName);
        (double cold, double fromMemory, double fromDisk) = (Milliseconds(first), Milliseconds(second), Milliseconds(third));
        output.Write(
            new { model, kvFormat, settings.DocumentTokens, cold, fromMemory, memoryTokens = second.CachedTokens, fromDisk, diskTokens = third.CachedTokens, fileBytes = later.Bytes, keeping },
            [
                $"{model}, a document of {settings.DocumentTokens} tokens, keys and values {kvFormat}",
                $"new           {cold,8:0} ms to the first token",
                $"in memory     {fromMemory,8:0} ms, {fromMemory / cold:0.0%}, {second.CachedTokens} tokens not read again",
                $"on disk       {fromDisk,8:0} ms, {fromDisk / cold:0.0%}, {third.CachedTokens} tokens not read again",
                $"file          {later.Bytes / 1e6,8:0.0} MB, kept {keeping:0} ms after the answer's end",
            ]);

        static double Milliseconds(RequestRecord record) => record.TimeToFirstToken!.Value.TotalMilliseconds;
    }

    private PrefixStore Open() => new(new PrefixStoreOptions { Path = _folder }, TimeProvider.System, NullLogger<PrefixStore>.Instance);

    private async Task<RequestRecord> AskAsync(ServedEngine served, int question, CancellationToken cancellationToken)
    {
        int max = served.Model.ContextTokens - settings.QuestionTokens - NewTokens;
        Require.That(settings.DocumentTokens <= max, "--prompt", settings.DocumentTokens, FormattableString.Invariant($"at most {max} with the model's context"));
        int[] prompt = [.. served.RandomIds(settings.DocumentTokens, settings.Seed), .. served.RandomIds(settings.QuestionTokens, settings.Seed + question)];
        GenerationStream stream = served.Submit("reader", prompt, NewTokens, seed: 1, keepTokens: settings.DocumentTokens);
        return (await served.ReadAsync(stream, cancellationToken).ConfigureAwait(false)).Record;
    }

    /// <returns>The milliseconds until the file is complete.</returns>
    private static async Task<double> WaitForFileAsync(PrefixStore store, CancellationToken cancellationToken)
    {
        long begun = TimeProvider.System.GetTimestamp();
        TaskCompletionSource there = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Changed += there.SetResult;
        if (store.Count == 0)
        {
            await there.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        store.Changed -= there.SetResult;
        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
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
}
