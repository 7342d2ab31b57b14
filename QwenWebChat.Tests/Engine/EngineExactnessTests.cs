using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Engine;

/// <summary>
/// An answer does not depend on who else is served, on chunks, on preemption or on what is cached, to the last bit of its
/// log-probabilities and those of its prompt.
/// </summary>
[Slow]
public sealed class EngineExactnessTests
{
    private const int RequestCount = 16;

    /// <summary>Random weights as float32 with a cache of it, quantized ones, and the demo model as it is shipped.</summary>
    public static TheoryData<string> Models => ["untrained", "tiny-awq", "demo"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Answers_TogetherInAnyChunks_EqualEachAlone(string model)
    {
        string[] alone = await RunAsync(model, new EngineOptions { MaxRunningRequests = 1 });

        foreach (int chunk in new[] { 1, 7, 64 })
        {
            Assert.Equal(alone, await RunAsync(model, new EngineOptions { ChunkTokens = chunk }));
        }
    }

    /// <summary>The cache holds about a third of what all need at their end.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public async Task Answers_WithPreemption_EqualEachAlone(string model)
    {
        string[] alone = await RunAsync(model, new EngineOptions { MaxRunningRequests = 1 });
        int preemptions = 0;

        string[] crowded = await RunAsync(model, new EngineOptions { ChunkTokens = 32 }, cacheTokens: 512, run => preemptions = (int)run.Engine.Snapshot.PreemptionCount);

        Assert.Equal(alone, crowded);
        Assert.True(preemptions > 0, "nobody was preempted");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Answers_OnACachedPrefix_EqualTheFirst(string model)
    {
        using EngineRun run = await StartAsync(model, new EngineOptions());
        string[] first = await AskAllAsync(run);
        string[] second = await AskAllAsync(run);

        Assert.Equal(first, second);
        Assert.True(run.Engine.Snapshot.HitTokens > 0, "nothing was found in the cache");
    }

    private static async Task<string[]> RunAsync(string model, EngineOptions options, int? cacheTokens = null, Action<EngineRun>? look = null)
    {
        using EngineRun run = await StartAsync(model, options, cacheTokens);
        string[] answers = await AskAllAsync(run);
        look?.Invoke(run);
        return answers;
    }

    private static Task<EngineRun> StartAsync(string model, EngineOptions options, int? cacheTokens = null) => EngineRun.StartAsync(
        options,
        model switch { "untrained" => UntrainedModel.Folder, "demo" => Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M"), _ => SharedFixtures.Require(model) },
        new InferenceOptions { Device = "cpu", DType = model == "untrained" ? "float32" : "auto", CacheTokens = cacheTokens, ThreadCount = 1 });

    private static async Task<string[]> AskAllAsync(EngineRun run)
    {
        int vocabulary = Math.Min(run.Engine.Model!.Config.VocabularySize, 300);
        GenerationStream[] streams = [.. Enumerable.Range(0, RequestCount).Select(index => run.Engine.Submit(run.Request(maxTokens: 40) with
        {
            PromptIds = [.. Enumerable.Range(0, 20 + (index * 3)).Select(i => (i * 31 + (index / 2 * 17)) % vocabulary)],
            Sampling = new SamplingParams
            {
                Temperature = index % 2 == 0 ? 0 : 1,
                TopK = 50,
                Seed = (ulong)index,
                MaxTokens = 40,
                IgnoreEndTokens = true,
                LogitBias = index % 4 == 1 ? new LogitBias(Enumerable.Range(0, 200).Select(id => KeyValuePair.Create(id, (double)(id % 7) - 4))) : LogitBias.None,
                StopTokenIds = index % 5 == 1 ? [.. Enumerable.Range(0, vocabulary)] : [],
                MinTokens = index % 5 == 1 ? 30 : 0,
            },
            LogprobCount = index % 3 == 0 ? 4 : null,
            PromptLogprobCount = index % 6 == 0 ? 2 : null,
        }))];
        string[] answers = new string[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            List<GenerationUpdate> updates = await EngineRun.ReadAsync(streams[i]);
            answers[i] = string.Join(',', updates.Select(update => update switch
            {
                GenerationUpdate.Token token => $"{token.Id}{Describe(token.Logprobs)}",
                GenerationUpdate.PromptLogprobs prompt => string.Join(',', prompt.Logprobs.Select(Describe)),
                GenerationUpdate.Finished finished => $"{finished.Reason} {finished.StopTokenId}",
                _ => "",
            }).Where(text => text.Length > 0));
        }

        return answers;
    }

    private static string Describe(TokenLogprobs? logprobs) =>
        logprobs is null ? "" : string.Concat(logprobs.Top.Prepend(logprobs.Sampled).Select(token => $" {token.Id}:{BitConverter.SingleToInt32Bits(token.Logprob):x}"));
}
