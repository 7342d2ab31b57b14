using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Engine;

/// <summary>Answers drawn from what libtorch's device picks out of the rows are those drawn from the rows.</summary>
[Slow]
public sealed class TopLogitsEngineTests
{
    private static readonly SamplingParams Default = new() { Temperature = 0.7, TopP = 0.8, TopK = 20, RepetitionPenalty = 1.05 };

    /// <summary>A sampling, and whether it ever needs a whole row of a model whose spoken ids stand out.</summary>
    public static TheoryData<string, bool> Samplings => new()
    {
        { "default", false },
        { "greedy", false },
        { "greedy, penalties", false },
        { "temperature", true },
        { "top-p", true },
        { "raising", true },
    };

    [Theory]
    [MemberData(nameof(Samplings))]
    public async Task Answers_FromTheLargestLogits_EqualThoseFromWholeRows(string name, bool needsRows)
    {
        SamplingParams sampling = name switch
        {
            "default" => Default,
            "greedy" => new() { Temperature = 0 },
            "greedy, penalties" => new() { Temperature = 0, RepetitionPenalty = 1.1, PresencePenalty = 0.3, FrequencyPenalty = 0.1 },
            "temperature" => new() { Temperature = 0.9 },
            "top-p" => new() { Temperature = 0.9, TopP = 0.7 },
            _ => Default with { PresencePenalty = -0.5 },
        };

        (string whole, _) = await AskAsync(sampling, hasTop: false);
        (string reduced, int rowCount) = await AskAsync(sampling, hasTop: true);

        Assert.Equal(whole, reduced);
        Assert.Equal(needsRows, rowCount > 0);
    }

    [Fact]
    public async Task Answers_TopLogitsReported_AreOfTheWholeRow()
    {
        using EngineRun run = await EngineRun.StartAsync(options: EngineRun.Options with { Kernels = "reference" });
        using EngineRun kernels = await EngineRun.StartAsync();

        TokenLogit[] largest = await FirstLogitsAsync(run);
        TokenLogit[] expected = await FirstLogitsAsync(kernels);

        Assert.Equal(300, largest.Length);
        Assert.Equal(expected.Take(50).Select(logit => logit.Id), largest.Take(50).Select(logit => logit.Id));
    }

    private static async Task<TokenLogit[]> FirstLogitsAsync(EngineRun run)
    {
        List<GenerationUpdate> updates = await run.AskAsync(run.Request(maxTokens: 1) with { TopLogitCount = 300 });
        return [.. updates.OfType<GenerationUpdate.PromptLogits>().Single().Largest];
    }

    // One after the other: what is beside a sequence in a step changes its last bits in libtorch.
    private static async Task<(string Ids, int RowCount)> AskAsync(SamplingParams sampling, bool hasTop)
    {
        int rowCount = 0;
        InferenceOptions options = EngineRun.Options with
        {
            Kernels = "reference",
            ThreadCount = 1,
            Wrap = model => new WrappedModel(model, (inner, batch) => new WatchedLogits(inner.Forward(batch), hasTop, () => rowCount++)),
        };
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxRunningRequests = 1 }, options: options);
        GenerationStream[] streams = [.. Enumerable.Range(0, 3).Select(index => run.Engine.Submit(run.Request() with
        {
            PromptIds = [.. Enumerable.Range(index, 40)],
            Sampling = sampling with { MaxTokens = 30, IgnoreEndTokens = true, Seed = (ulong)index },
        }))];
        List<int> ids = [];
        foreach (GenerationStream stream in streams)
        {
            ids.AddRange((await EngineRun.ReadAsync(stream)).OfType<GenerationUpdate.Token>().Select(token => token.Id));
        }

        return (string.Join(',', ids), rowCount);
    }
}
