using System.Globalization;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Metrics;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>
/// Loads a model, prefills a prompt, and compares the engine's memory account with the memory of the process. It must run
/// alone in its process.
/// </summary>
internal sealed class MemoryCheck(string model, InferenceOptions options, int promptTokens)
{
    private const string OwnPages = "RssAnon:";

    public async Task<MemoryFigures> MeasureAsync(CancellationToken cancellationToken)
    {
        // Excludes the memory of the library itself.
        torch.empty(1).Dispose();
        long before = ReadOwnPages();
        long managedBefore = ManagedBytes;
        using ServedEngine served = await ServedEngine.StartAsync(model, options, cancellationToken).ConfigureAwait(false);
        int[] prompt = [.. Enumerable.Range(0, Math.Min(promptTokens, served.Model.ContextTokens - 2)).Select(i => i % 200)];
        await foreach (GenerationUpdate _ in served.Submit("memory", prompt, 2, seed: 1).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
        }

        EngineSnapshot snapshot = served.Engine.Snapshot;
        long activations = snapshot.ActivationBytes ?? served.Model.ActivationBytes;
        return new MemoryFigures(
            served.Model.Name, served.Model.WeightBytes, snapshot.CacheResidentBytes, activations,
            Math.Max(ManagedBytes - managedBefore - activations, 0), ReadOwnPages() - before);
    }

    private static long ManagedBytes => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    // The system loads and evicts file pages, such as libraries, at any time.
    private static long ReadOwnPages()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(OwnPages, StringComparison.Ordinal));
        return long.Parse(line[OwnPages.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
