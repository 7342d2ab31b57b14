using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Tests.Model;

namespace QwenWebChat.Tests.Engine;

/// <summary>Log-probabilities of answers and prompts, against the reference and against each other.</summary>
[Slow]
public sealed class LogprobTests
{
    // The tolerances of the fixtures' README, relative to the largest logit. A log-probability has the error of its logit and of the sum.
    private const double Float32Tolerance = 2 * 1e-4;
    private const double KernelTolerance = 2 * 6e-2;

    private static readonly int[] Prompt = [.. Enumerable.Range(0, 150).Select(i => ((i * 31) + (i / 16)) % 250)];

    public static TheoryData<string, string, double> Fixtures => new()
    {
        { "tiny-bf16", "auto", Float32Tolerance }, { "tiny-bf16", "reference", Float32Tolerance }, { "tiny-yarn", "auto", Float32Tolerance }, { "tiny-awq", "auto", KernelTolerance },
    };

    /// <summary>The token after the prompt as an answer's first, and as a token of a longer prompt.</summary>
    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Logprobs_OfAnswerAndPrompt_AreThoseOfTheReference(string fixture, string kernels, double tolerance)
    {
        string folder = SharedFixtures.Require(fixture);
        InferenceOptions options = new() { Device = "cpu", Kernels = kernels, DType = fixture == "tiny-awq" ? "auto" : "float32" };
        using EngineRun run = await EngineRun.StartAsync(null, folder, options);
        foreach (GoldenFile.Prompt prompt in GoldenFile.Read(folder).Prompts)
        {
            double total = Math.Log(prompt.Logits.Sum(Math.Exp));
            double Error(TokenLogprob token) => Math.Abs(token.Logprob - (prompt.Logits[token.Id] - total)) / prompt.MaxAbsLogit;

            TokenLogprobs answer = (await AnswerAsync(run.AskAsync(run.Request(maxTokens: 1) with { PromptIds = prompt.Ids, LogprobCount = 5 })))[0];
            IReadOnlyList<TokenLogprobs?> read = await PromptAsync(run.AskAsync(run.Request(maxTokens: 1) with { PromptIds = [.. prompt.Ids, .. prompt.Greedy], PromptLogprobCount = 5 }));

            Assert.Equal(prompt.Ids.Length + prompt.Greedy.Length, read.Count);
            Assert.Equal(prompt.Greedy[0], read[prompt.Ids.Length]!.Sampled.Id);
            foreach (TokenLogprobs logprobs in (TokenLogprobs[])[answer, read[prompt.Ids.Length]!])
            {
                Assert.Equal(5, logprobs.Top.Count);
                Assert.All([logprobs.Sampled, .. logprobs.Top], token => Assert.InRange(Error(token), 0, tolerance));
                Assert.True(tolerance > Float32Tolerance || prompt.TopFive.SequenceEqual(logprobs.Top.Select(token => token.Id)));
            }
        }
    }

    /// <summary>Both are equal to the last bit on the CPU; in libtorch, a product of other widths sums in another order.</summary>
    [Theory]
    [InlineData("auto", 0)]
    [InlineData("reference", 1e-4)]
    public async Task PromptLogprobs_OfAnAnswer_AreThoseWithWhichItWasSampled(string kernels, double tolerance)
    {
        using EngineRun run = await EngineRun.StartAsync(options: EngineRun.Options with { Kernels = kernels, ThreadCount = 1 });
        List<GenerationUpdate> updates = await run.AskAsync(run.Request(maxTokens: 40, temperature: 1) with { PromptIds = Prompt, LogprobCount = 4 });
        TokenLogprobs[] answer = await AnswerAsync(Task.FromResult(updates));

        int[] whole = [.. Prompt, .. answer.Select(logprobs => logprobs.Sampled.Id)];
        List<GenerationUpdate> second = await run.AskAsync(run.Request(maxTokens: 1) with { PromptIds = whole, PromptLogprobCount = 4 });
        IReadOnlyList<TokenLogprobs?> read = await PromptAsync(Task.FromResult(second));

        Assert.Equal(updates.OfType<GenerationUpdate.Token>().Select(token => token.Id), answer.Select(logprobs => logprobs.Sampled.Id));
        Assert.Null(read[0]);
        Assert.Equal(whole[1..], read.Skip(1).Select(logprobs => logprobs!.Sampled.Id));
        foreach ((TokenLogprobs sampled, TokenLogprobs? scored) in answer.Zip(read.Skip(Prompt.Length)))
        {
            Assert.Equal(sampled.Top.Select(token => token.Id), scored!.Top.Select(token => token.Id));
            Assert.All(sampled.Top.Append(sampled.Sampled).Zip(scored.Top.Append(scored.Sampled)), pair => Assert.Equal(pair.First.Logprob, pair.Second.Logprob, tolerance));
        }

        Assert.Equal(0, second.OfType<GenerationUpdate.Finished>().Single().Record.CachedTokens);
    }

    /// <summary>A prompt of several steps, beside others: rows are bounded, scores come before the first token, and later prompts find the blocks.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task PromptLogprobs_LongPromptBesideOthers_AreComputedInBoundedSteps(int? chunk)
    {
        int maxRows = 0;
        InferenceOptions options = EngineRun.Options with
        {
            Wrap = model => new WrappedModel(model, (inner, batch) =>
            {
                maxRows = Math.Max(maxRows, batch.LogitRows.Length);
                return inner.Forward(batch);
            }),
        };
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { ChunkTokens = chunk }, options: options);
        GenerationRequest request = run.Request(maxTokens: 3) with { PromptIds = Prompt };
        IReadOnlyList<TokenLogprobs?> alone = await PromptAsync(run.AskAsync(request with { PromptLogprobCount = 2 }));

        GenerationStream[] streams = [.. Enumerable.Range(0, 3).Select(_ => run.Engine.Submit(request with { PromptLogprobCount = 2 }))];
        List<GenerationUpdate> plain = await run.AskAsync(request);
        foreach (GenerationStream stream in streams)
        {
            List<GenerationUpdate> updates = await EngineRun.ReadAsync(stream);
            IReadOnlyList<TokenLogprobs?> beside = await PromptAsync(Task.FromResult(updates));
            Assert.Equal(alone.Select(Describe), beside.Select(Describe));
            Assert.True(updates.FindIndex(update => update is GenerationUpdate.PromptLogprobs) == updates.FindIndex(update => update is GenerationUpdate.Token) - 1);
        }

        Assert.InRange(maxRows, 5, 64 + 4);
        Assert.Equal(144, plain.OfType<GenerationUpdate.Finished>().Single().Record.CachedTokens);
    }

    [Fact]
    public async Task PromptLogprobs_OneToken_HasNoEntry()
    {
        using EngineRun run = await EngineRun.StartAsync();

        Assert.Null(Assert.Single(await PromptAsync(run.AskAsync(run.Request(maxTokens: 1) with { PromptIds = [5], PromptLogprobCount = 3 }))));
    }

    /// <summary>The sampled tokens do not depend on whether log-probabilities are reported, nor these on the sampling.</summary>
    [Theory]
    [InlineData("auto")]
    [InlineData("reference")]
    public async Task Logprobs_OfAnySampling_AreRawAndChangeNoToken(string kernels)
    {
        using EngineRun run = await EngineRun.StartAsync(options: EngineRun.Options with { Kernels = kernels, ThreadCount = 1 });
        GenerationRequest request = run.Request(maxTokens: 12) with { PromptIds = Prompt, LogprobCount = 6 };
        SamplingParams[] samplings =
        [
            request.Sampling,
            request.Sampling with { Temperature = 0.7, TopK = 20, TopP = 0.8, RepetitionPenalty = 1.05 },
            request.Sampling with { Temperature = 2, PresencePenalty = -1, LogitBias = new LogitBias([KeyValuePair.Create(7, 3.0), KeyValuePair.Create(9, -100.0)]) },
            request.Sampling with { Temperature = 1, StopTokenIds = [.. Enumerable.Range(0, 200)], MinTokens = 12 },
        ];
        string? first = null;
        foreach (SamplingParams sampling in samplings)
        {
            List<GenerationUpdate> reported = await run.AskAsync(request with { Sampling = sampling });
            List<GenerationUpdate> plain = await run.AskAsync(request with { Sampling = sampling, LogprobCount = null });

            GenerationUpdate.Token[] tokens = [.. reported.OfType<GenerationUpdate.Token>()];
            Assert.Equal(tokens.Select(token => token.Id), plain.OfType<GenerationUpdate.Token>().Select(token => token.Id));
            Assert.Equal(tokens.Select(token => token.Id), tokens.Select(token => token.Logprobs!.Sampled.Id));
            Assert.All(plain.OfType<GenerationUpdate.Token>(), token => Assert.Null(token.Logprobs));
            Assert.DoesNotContain(reported, update => update is GenerationUpdate.PromptLogprobs);
            string top = string.Join(',', tokens[0].Logprobs!.Top.Select(token => $"{token.Id}:{token.Logprob:F4}"));
            Assert.Equal(first ??= top, top);
        }
    }

    /// <summary>No logits are computed for what a grammar forces: its probability is 1.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Logprobs_ForcedTokens_HaveProbabilityOne(int count)
    {
        int stepCount = 0;
        InferenceOptions options = EngineRun.Options with
        {
            Wrap = model => new WrappedModel(model, (inner, batch) =>
            {
                stepCount += batch.LogitRows.Length;
                return inner.Forward(batch);
            }),
        };
        using EngineRun run = await EngineRun.StartAsync(options: options);
        CompiledGrammar grammar = GrammarSource.Choice(["certainly not so", "possibly"]).Compile();

        TokenLogprobs[] answer = await AnswerAsync(run.AskAsync(run.Request(maxTokens: 60, temperature: 1) with { Grammar = grammar, LogprobCount = count }));

        Assert.All(answer, logprobs => Assert.Equal(logprobs.Sampled.Logprob == 0 ? Math.Min(count, 1) : count, logprobs.Top.Count));
        Assert.Equal(answer.Length - stepCount, answer.Count(logprobs => logprobs.Sampled.Logprob == 0));
        Assert.True(stepCount < answer.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(21)]
    public async Task Submit_CountOutOfRange_IsRefused(int count)
    {
        using EngineRun run = await EngineRun.StartAsync();

        string answer = Assert.Throws<ArgumentException>(() => run.Engine.Submit(run.Request() with { LogprobCount = count })).Message;
        string prompt = Assert.Throws<ArgumentException>(() => run.Engine.Submit(run.Request() with { PromptLogprobCount = count })).Message;

        Assert.Equal($"LogprobCount is {count}; it must be 0 to 20, or null.", answer);
        Assert.Equal($"PromptLogprobCount is {count}; it must be 0 to 20, or null.", prompt);
    }

    private static string Describe(TokenLogprobs? logprobs) =>
        logprobs is null ? "" : string.Join(',', logprobs.Top.Prepend(logprobs.Sampled).Select(token => $"{token.Id}:{BitConverter.SingleToInt32Bits(token.Logprob)}"));

    private static async Task<TokenLogprobs[]> AnswerAsync(Task<List<GenerationUpdate>> updates) =>
        [.. (await updates).OfType<GenerationUpdate.Token>().Select(token => token.Logprobs!)];

    private static async Task<IReadOnlyList<TokenLogprobs?>> PromptAsync(Task<List<GenerationUpdate>> updates) =>
        (await updates).OfType<GenerationUpdate.PromptLogprobs>().Single().Logprobs;
}
