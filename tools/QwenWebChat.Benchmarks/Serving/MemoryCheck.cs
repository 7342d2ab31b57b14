using QwenWebChat.Inference.Metrics;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>
/// Loads a model, prefills a prompt, and compares the engine's memory account with the memory of the process. It must run
/// alone in its process.
/// </summary>
internal static class MemoryCheck
{
    private static long ManagedBytes => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    public static async Task RunAsync(MemorySettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        // Excludes the memory of the library itself.
        torch.empty(1).Dispose();
        long before = ProcessMemory.Private();
        long managedBefore = ManagedBytes;
        using ServedEngine served = await ServedEngine.StartAsync(settings.Engine, cancellationToken).ConfigureAwait(false);
        int[] prompt = [.. Enumerable.Range(0, Math.Min(settings.PromptTokens, served.Model.ContextTokens - 2)).Select(i => i % 200)];
        await served.ReadAsync(served.Submit("memory", prompt, 2, seed: 1), cancellationToken).ConfigureAwait(false);
        EngineSnapshot snapshot = served.Engine.Snapshot;
        (string model, long weights, long cache) = (served.Model.Name, served.Model.WeightBytes, snapshot.CacheResidentBytes);
        long activations = snapshot.ActivationBytes ?? served.Model.ActivationBytes;

        // The activations are part of the managed heap.
        long managed = Math.Max(ManagedBytes - managedBefore - activations, 0);
        long grown = ProcessMemory.Private() - before;
        long accounted = weights + cache + activations + managed;

        // Negative if the account is too large.
        double missingShare = 1 - ((double)accounted / grown);
        output.Write(
            new { model, weightBytes = weights, kvBytes = cache, activationBytes = activations, managedBytes = managed, grownBytes = grown, accountedBytes = accounted, missingShare },
            [
                $"{model}",
                $"weights       {weights / 1e6,8:0.0} MB",
                $"KV cache      {cache / 1e6,8:0.0} MB written once",
                $"activations   {activations / 1e6,8:0.0} MB",
                $"managed heap  {managed / 1e6,8:0.0} MB more than before",
                $"together      {accounted / 1e6,8:0.0} MB",
                $"process       {grown / 1e6,8:0.0} MB more than before; the account lacks {missingShare:0.0%}",
            ]);
    }
}
