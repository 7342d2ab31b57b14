using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Tests.Execution;

/// <summary>The runner on the placeholder: what it caches, how it cuts prompts.</summary>
public sealed class ModelRunnerTests
{
    // Float32 sums over 28 layers in another order.
    private const double Tolerance = 1e-4;

    [Fact]
    public void Run_BeyondFirstCapacity_EqualsOneForward()
    {
        int[] ids = [.. Enumerable.Range(0, 600).Select(i => i * 31 % 390)];
        using ModelRunner whole = Load();
        using ModelRunner pieces = Load();
        whole.Begin(ids);
        pieces.Begin(ids);

        float[] expected = whole.Run(ids).ToArray();
        float[] actual = [];
        foreach (int[] part in ids.Chunk(150))
        {
            actual = pieces.Run(part).ToArray();
        }

        AssertClose(expected, actual);
    }

    [Fact]
    public void Begin_PromptThatPartsFromTheLast_RunsOnFromTheFork()
    {
        int[] first = [.. Enumerable.Range(0, 50)];
        int[] second = [.. Enumerable.Range(0, 20), 99, 98, 97];
        using ModelRunner fresh = Load();
        using ModelRunner used = Load();
        fresh.Begin(second);
        used.Begin(first);
        used.Run(first);

        int cached = used.Begin(second);

        Assert.Equal(20, cached);
        AssertClose(fresh.Run(second).ToArray(), used.Run(second.AsSpan(cached)).ToArray());
    }

    [Fact]
    public void NextChunk_LongChunkAsked_IsBoundedByScoresMemory()
    {
        using ModelRunner runner = Load(new InferenceOptions { DType = "float32", Device = "cpu", PrefillChunkTokens = 8_192 });

        // 32 Mi scores over 7 heads and 8,192 tokens.
        Assert.Equal((32 << 20) / (7 * 8_192), runner.NextChunk(2_000));
        Assert.Equal(10, runner.NextChunk(10));
    }

    private static ModelRunner Load(InferenceOptions? options = null)
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        return ModelRunner.Load(checkpoint, options ?? new InferenceOptions { DType = "float32", Device = "cpu" }, null, TestContext.Current.CancellationToken);
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs), 0, Tolerance);
}
