using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Metrics;

namespace QwenWebChat.Tests.Engine;

/// <summary>Drafts change the number of steps, and nothing else, to the last bit of a log-probability.</summary>
[Slow]
public sealed class SpeculationTests
{
    private const int RequestCount = 6;
    private const int NewTokens = 40;

    public static TheoryData<string> Models => ["untrained", "tiny-awq", "demo"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Answers_WithDraftsOfAnyLength_EqualThoseWithout(string model)
    {
        string[] plain = (await RunAsync(model, new EngineOptions { MaxRunningRequests = 1, MaxDraftTokens = 0 })).Answers;

        foreach (int tokens in new[] { 1, 3, 15 })
        {
            Assert.Equal(plain, (await RunAsync(model, new EngineOptions { MaxRunningRequests = 1, MaxDraftTokens = tokens, AlwaysDrafts = true })).Answers);
        }

        // As many as pay, which depends on the machine.
        Assert.Equal(plain, (await RunAsync(model, new EngineOptions())).Answers);

        // Up to fifteen beside each other, in a batch that shrinks.
        (string[] together, long accepted) = await RunAsync(model, new EngineOptions { MaxDraftTokens = 15, AlwaysDrafts = true });
        Assert.Equal(plain, together);
        Assert.True(accepted > 0, "no draft was accepted");
    }

    /// <summary>The cache holds a part of what all need, so that sequences lose their blocks while others draft.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public async Task Answers_WithDraftsAndPreemption_EqualThoseWithout(string model)
    {
        string[] plain = (await RunAsync(model, new EngineOptions { MaxRunningRequests = 1, MaxDraftTokens = 0 })).Answers;

        Assert.Equal(plain, (await RunAsync(model, new EngineOptions { ChunkTokens = 32, MaxDraftTokens = 15, AlwaysDrafts = true }, cacheTokens: 384)).Answers);
    }

    [Fact]
    public async Task Metrics_OfAnAnswerThatRepeats_CountDraftsAndSaveSteps()
    {
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { AlwaysDrafts = true });
        using RecordedMetrics recorded = new(run.Engine.Metrics);
        long before = run.Engine.Snapshot.StepCount;

        List<GenerationUpdate> updates = await run.AskAsync(Repeating(run, 0) with { LogprobCount = null });

        double accepted = recorded.Sum("vllm.spec_decode_num_accepted_tokens");
        double drafted = recorded.Sum("vllm.spec_decode_num_draft_tokens");
        Assert.Equal(NewTokens, updates.OfType<GenerationUpdate.Token>().Count());
        Assert.InRange(accepted, 5, drafted);
        Assert.InRange(recorded.Sum("vllm.spec_decode_num_drafts"), drafted / 7, drafted);
        Assert.Equal(accepted, updates.OfType<GenerationUpdate.Finished>().Single().Record.AcceptedTokens);
        // One step for the prompt and its token, then one for each token that was not accepted as a draft.
        using EngineRun plain = await EngineRun.StartAsync(new EngineOptions { MaxDraftTokens = 0 });
        await plain.AskAsync(Repeating(plain, 0) with { LogprobCount = null });
        await run.AskAsync(run.Request(maxTokens: 1));
        await plain.AskAsync(plain.Request(maxTokens: 1));
        Assert.Equal(accepted, plain.Engine.Snapshot.StepCount - run.Engine.Snapshot.StepCount);
        Assert.Equal(0, before);
    }

    /// <summary>A grammar appends tokens without a step, which a draft may have foreseen, or not.</summary>
    [Fact]
    public async Task Answer_UnderAGrammarThatForcesTokens_EqualsThatWithoutDrafts()
    {
        CompiledGrammar grammar = new GrammarSource(GrammarKind.Regex, "(certainly not so|certainly not possible|possibly so){6}").Compile();
        string[] answers = new string[2];
        for (int i = 0; i < 2; i++)
        {
            using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxDraftTokens = 15 * i, AlwaysDrafts = true });
            using RecordedMetrics recorded = new(run.Engine.Metrics);
            GenerationRequest request = run.Request(maxTokens: 200, temperature: 1) with { Grammar = grammar, LogprobCount = 3 };
            answers[i] = Describe(await run.AskAsync(request));
            Assert.Equal(i == 1, recorded.Sum("vllm.spec_decode_num_accepted_tokens") > 0);
        }

        Assert.Equal(answers[0], answers[1]);
    }

    /// <summary>The stop string lies in the middle of what is accepted at once.</summary>
    [Fact]
    public async Task Answer_EndedWithinADraft_EndsWhereItDoesWithout()
    {
        string[] answers = new string[2];
        for (int i = 0; i < 2; i++)
        {
            using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxDraftTokens = 15 * i, AlwaysDrafts = true });
            int[] ids = [.. (await run.AskAsync(Repeating(run, 0))).OfType<GenerationUpdate.Token>().Select(token => token.Id)];
            GenerationRequest request = Repeating(run, 0);
            answers[i] = Describe(await run.AskAsync(request with { Sampling = request.Sampling with { StopTokenIds = [ids[NewTokens / 2]], MinTokens = NewTokens / 3 } }));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    private static async Task<(string[] Answers, long Accepted)> RunAsync(string model, EngineOptions options, int? cacheTokens = null)
    {
        using EngineRun run = await EngineRun.StartAsync(
            options,
            model switch { "untrained" => UntrainedModel.Folder, "demo" => Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M"), _ => SharedFixtures.Require(model) },
            new InferenceOptions { Device = "cpu", DType = model == "untrained" ? "float32" : "auto", CacheTokens = cacheTokens, ThreadCount = 1 });
        using RecordedMetrics recorded = new(run.Engine.Metrics);
        GenerationStream[] streams = [.. Enumerable.Range(0, RequestCount).Select(index => run.Engine.Submit(Repeating(run, index)))];
        string[] answers = new string[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            answers[i] = Describe(await EngineRun.ReadAsync(streams[i]));
        }

        return (answers, (long)recorded.Sum("vllm.spec_decode_num_accepted_tokens"));
    }

    /// <summary>A prompt in which everything was said before; some answers are greedy, some drawn, some scored.</summary>
    private static GenerationRequest Repeating(EngineRun run, int index)
    {
        int vocabulary = Math.Min(run.Engine.Model!.Config.VocabularySize, 300);
        return run.Request(maxTokens: NewTokens) with
        {
            PromptIds = [.. Enumerable.Range(0, 40 + index).Select(i => ((i % (5 + index)) * 31) % vocabulary)],
            Sampling = new SamplingParams
            {
                Temperature = index % 3 == 0 ? 0 : index % 3 == 1 ? 0.3 : 1,
                TopK = 20,
                RepetitionPenalty = index % 4 == 2 ? 1.05 : 1,
                Seed = (ulong)index,
                MaxTokens = NewTokens,
                IgnoreEndTokens = true,
            },
            LogprobCount = index % 2 == 0 ? 3 : null,
        };
    }

    private static string Describe(List<GenerationUpdate> updates) => string.Join(',', updates.Select(update => update switch
    {
        GenerationUpdate.Token token => $"{token.Id} {token.Text} {string.Concat(token.Logprobs?.Top.Prepend(token.Logprobs.Sampled).Select(top => $" {top.Id}:{BitConverter.SingleToInt32Bits(top.Logprob):x}") ?? [])}",
        GenerationUpdate.Finished finished => $"{finished.Reason} {finished.StopTokenId} {finished.Text}",
        _ => "",
    }).Where(text => text.Length > 0));
}
