using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>
/// Every checkpoint against the reference. Tolerances are those of the fixtures' README: max |logit - golden| over
/// max |logit|.
/// </summary>
[Slow]
public sealed class GoldenTests
{
    private const double Float32Tolerance = 1e-4;
    private const double BFloat16Tolerance = 4e-2;
    private const double KernelTolerance = 6e-2;

    private static readonly string[] Floats = ["tiny-bf16", "tiny-f16-sharded-tied", "tiny-yarn", "tiny-gguf/tiny-f16.gguf"];
    private static readonly string[] Quantized = ["tiny-awq", "tiny-gptq", "tiny-gptq-actorder", "tiny-gguf/tiny-q8_0.gguf", "tiny-gguf/tiny-q4_0.gguf", "tiny-gguf/tiny-q4_k_m.gguf"];

    private static readonly InferenceOptions ExactOptions = new() { DType = "float32", Device = "cpu", Kernels = "reference" };

    /// <summary>Computed in float32 with the weights' exact values.</summary>
    public static TheoryData<string> Exact => [.. Floats, .. Quantized];

    /// <summary>Computed faster: a checkpoint, its dtype, and what it may err. Float weights lose nothing in the kernels.</summary>
    public static TheoryData<string, string, double> Fast =>
    [
        .. Floats.Select(fixture => (fixture, "float32", Float32Tolerance)),
        .. Floats.Select(fixture => (fixture, "bfloat16", BFloat16Tolerance)),
        .. Quantized.Select(fixture => (fixture, "auto", KernelTolerance)),
    ];

    [Theory]
    [MemberData(nameof(Exact))]
    public void Logits_Exact_MatchReference(string fixture)
    {
        using ModelRunner runner = Load(fixture, ExactOptions, out GoldenFile golden);
        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            float[] logits = RunInChunks(new LoneSequence(runner), prompt.Ids, prompt.Ids.Length);

            Assert.InRange(LargestError(logits, prompt), 0, Float32Tolerance);
            Assert.Equal(prompt.TopFive, Largest(logits, 5));
        }
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void Greedy_Exact_EqualsReference(string fixture)
    {
        using ModelRunner runner = Load(fixture, ExactOptions, out GoldenFile golden);
        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            Assert.Equal(prompt.Greedy, Continue(runner, prompt));
        }
    }

    /// <summary>An arg-max may flip only where the reference's gap is below three times the error measured for the prompt.</summary>
    [Theory]
    [MemberData(nameof(Fast))]
    public void LogitsAndGreedy_Fast_StayWithinTolerance(string fixture, string dtype, double tolerance)
    {
        using ModelRunner runner = Load(fixture, new InferenceOptions { DType = dtype, Device = "cpu" }, out GoldenFile golden);
        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            double error = LargestError(RunInChunks(new LoneSequence(runner), prompt.Ids, prompt.Ids.Length), prompt);
            int sure = prompt.GreedyGaps.TakeWhile(gap => gap >= 3 * error * prompt.MaxAbsLogit).Count();

            Assert.InRange(error, 0, tolerance);
            Assert.Equal(prompt.Greedy.Take(sure), Continue(runner, prompt).Take(sure));
        }
    }

    /// <summary>With the kernels a token's bits depend on nothing but the tokens before it.</summary>
    [Theory]
    [InlineData("tiny-awq")]
    [InlineData("tiny-gptq-actorder")]
    public void Kernels_AnyThreadCount_GiveTheSameBits(string fixture)
    {
        float[][] runs = [.. new[] { 1, 2, 5 }.Select(threads =>
        {
            using ModelRunner runner = Load(fixture, new InferenceOptions { Device = "cpu", ThreadCount = threads }, out GoldenFile golden);
            return RunInChunks(new LoneSequence(runner), golden.Prompts[3].Ids, 64);
        })];

        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    /// <summary>One token at a time, in chunks, or all at once: float sums differ in their order only.</summary>
    [Theory]
    [InlineData("tiny-bf16", 1)]
    [InlineData("tiny-bf16", 7)]
    [InlineData("tiny-f16-sharded-tied", 1)]
    [InlineData("tiny-yarn", 1)]
    [InlineData("tiny-yarn", 64)]
    public void Logits_Incremental_EqualFullForward(string fixture, int chunk)
    {
        using ModelRunner runner = Load(fixture, ExactOptions, out GoldenFile golden);
        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            float[] full = RunInChunks(new LoneSequence(runner), prompt.Ids, prompt.Ids.Length);
            float[] incremental = RunInChunks(new LoneSequence(runner), prompt.Ids, chunk);

            double largest = full.Zip(incremental, (a, b) => Math.Abs(a - b)).Max();
            Assert.InRange(largest / prompt.MaxAbsLogit, 0, Float32Tolerance);
        }
    }

    private static ModelRunner Load(string fixture, InferenceOptions options, out GoldenFile golden)
    {
        string path = SharedFixtures.Require(fixture.Split('/'));
        golden = GoldenFile.Read(path);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        return ModelRunner.Load(checkpoint, options, null, TestContext.Current.CancellationToken);
    }

    private static float[] RunInChunks(LoneSequence sequence, int[] ids, int chunk)
    {
        float[] logits = [];
        foreach (int[] part in ids.Chunk(chunk))
        {
            logits = sequence.Run(part).ToArray();
        }

        return logits;
    }

    private static List<int> Continue(ModelRunner runner, GoldenFile.Prompt prompt)
    {
        LoneSequence sequence = new(runner);
        float[] logits = RunInChunks(sequence, prompt.Ids, prompt.Ids.Length);
        List<int> generated = [];
        while (generated.Count < prompt.Greedy.Length)
        {
            generated.Add(Largest(logits, 1)[0]);
            logits = sequence.Run([generated[^1]]).ToArray();
        }

        return generated;
    }

    private static double LargestError(float[] logits, GoldenFile.Prompt prompt) =>
        logits.Zip(prompt.Logits, (ours, golden) => Math.Abs(ours - golden)).Max() / prompt.MaxAbsLogit;

    private static int[] Largest(float[] logits, int count) =>
        [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).Take(count)];
}
