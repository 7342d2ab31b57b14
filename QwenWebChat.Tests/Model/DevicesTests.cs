using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>
/// The way of a GPU, played by the CPU: packed weights, operators chosen by trying, layers on several devices. Every way
/// to divide the model gives the reference's own tokens.
/// </summary>
[Slow]
public sealed class DevicesTests
{
    private const double Float32Tolerance = 1e-4;

    // Of layers that stay on the CPU, whose kernels round what quantized weights are multiplied with.
    private const double KernelTolerance = 6e-2;

    private static readonly string[] Floats = ["tiny-bf16", "tiny-f16-sharded-tied", "tiny-yarn", "tiny-gguf/tiny-f16.gguf"];
    private static readonly string[] Quantized =
        ["tiny-awq", "tiny-gptq", "tiny-gptq-actorder", "tiny-gguf/tiny-q8_0.gguf", "tiny-gguf/tiny-q4_0.gguf", "tiny-gguf/tiny-q4_k_m.gguf"];

    private static readonly Dictionary<string, (InferenceOptions Options, int Gpus)> Ways = new()
    {
        ["one"] = (new InferenceOptions(), 1),
        ["split"] = (new InferenceOptions { GpuCount = 2 }, 2),
        ["tensor parallel"] = (new InferenceOptions { TensorParallel = 2 }, 2),
        ["layers on the CPU"] = (new InferenceOptions { GpuLayers = 1 }, 1),
        ["four parts"] = (new InferenceOptions { TensorParallel = 4 }, 4),
    };

    public static TheoryData<string, string> All => [.. from fixture in Floats.Concat(Quantized) from way in Ways.Keys select (fixture, way)];

    [Theory]
    [MemberData(nameof(All))]
    public void Greedy_EveryWay_EqualsTheReference(string fixture, string way)
    {
        using ModelRunner runner = Load(fixture, Ways[way].Options with { DType = "float32", Vocabulary = "float" }, Ways[way].Gpus, out GoldenFile golden);

        bool isRounded = Ways[way].Options.GpuLayers is not null && Quantized.Contains(fixture);
        // Together: each step unpacks every matrix anew.
        int blocksEach = runner.Memory.BlockCount / golden.Prompts.Count;
        LoneSequence[] sequences = [.. golden.Prompts.Select((_, i) => new LoneSequence(runner, [.. Enumerable.Range(i * blocksEach, blocksEach)]))];
        float[][] first = [.. sequences.Zip(golden.Prompts, (sequence, prompt) => sequence.Run(prompt.Ids).ToArray())];
        int[][] greedy = Continue(runner, sequences, first, golden.Prompts.Max(prompt => prompt.Greedy.Length));

        foreach ((int i, GoldenFile.Prompt prompt) in golden.Prompts.Index())
        {
            double error = Error(first[i], prompt);
            // An arg-max may flip where the reference's gap is small against the error.
            int sure = isRounded ? prompt.GreedyGaps.TakeWhile(gap => gap >= 3 * error * prompt.MaxAbsLogit).Count() : prompt.Greedy.Length;

            Assert.InRange(error, 0, isRounded ? KernelTolerance : Float32Tolerance);
            Assert.Equal(prompt.Greedy.Take(sure), greedy[i].Take(sure));
        }
    }

    /// <summary>Runs the GPU code path in bfloat16.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Logits_BFloat16_StayWithinTolerance(string fixture, string way)
    {
        using ModelRunner runner = Load(fixture, Ways[way].Options with { DType = "bfloat16" }, Ways[way].Gpus, out GoldenFile golden);

        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            Assert.InRange(Error(runner, prompt), 1e-6, KernelTolerance);
        }
    }

    /// <summary>Keys and values in 8 bits err as they do in the CPU's kernels.</summary>
    [Theory]
    [InlineData("tiny-bf16", "one")]
    [InlineData("tiny-gptq-actorder", "tensor parallel")]
    [InlineData("tiny-awq", "split")]
    public void Logits_Int8Cache_StayWithinTolerance(string fixture, string way)
    {
        using ModelRunner runner = Load(fixture, Ways[way].Options with { DType = "float32", KvCache = "int8", Vocabulary = "float" }, Ways[way].Gpus, out GoldenFile golden);

        foreach (GoldenFile.Prompt prompt in golden.Prompts)
        {
            Assert.InRange(Error(runner, prompt), 1e-7, KernelTolerance);
        }
    }

    public static TheoryData<string> AllWays => [.. Ways.Keys, "three cards", "seven parts"];

    /// <summary>The demo model, whose seven query heads share one key/value head, in text that it knows.</summary>
    [Theory]
    [MemberData(nameof(AllWays))]
    public void Greedy_DemoModel_IsTheSameEveryWay(string way)
    {
        using Checkpoint checkpoint = Checkpoint.Open(App.Models.DemoModel.Folder);
        (InferenceOptions options, int gpus) = way switch
        {
            "three cards" => (new InferenceOptions { GpuCount = 3 }, 3),
            "seven parts" => (new InferenceOptions { TensorParallel = 7 }, 7),
            "layers on the CPU" => (new InferenceOptions { GpuLayers = 20 }, 1),
            _ => Ways[way],
        };
        int[] prompt = QwenTokenizer.Load(checkpoint.Path).Encode("<|im_start|>user\nHello! What can you do?<|im_end|>\n<|im_start|>assistant\n", parseSpecial: true);
        using ModelRunner own = ModelRunner.Load(
            checkpoint, new InferenceOptions { DType = "float32", Device = "cpu" }, TestDevices.Host(1L << 40), null, TestContext.Current.CancellationToken);
        using ModelRunner runner = ModelRunner.Load(
            checkpoint, options with { DType = "float32" }, TestDevices.Gpus(gpus), null, TestContext.Current.CancellationToken);

        Assert.Equal(Continue(own, prompt, 32), Continue(runner, prompt, 32));
    }

    private static ModelRunner Load(string fixture, InferenceOptions options, int gpus, out GoldenFile golden)
    {
        string path = SharedFixtures.Require(fixture.Split('/'));
        golden = GoldenFile.Read(path);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        return ModelRunner.Load(checkpoint, options, TestDevices.Gpus(gpus), null, TestContext.Current.CancellationToken);
    }

    /// <summary>The largest error of a logit, as a share of the largest.</summary>
    private static double Error(ModelRunner runner, GoldenFile.Prompt prompt) => Error(new LoneSequence(runner).Run(prompt.Ids).ToArray(), prompt);

    private static double Error(float[] logits, GoldenFile.Prompt prompt) => prompt.Logits.Zip(logits, (a, b) => Math.Abs(a - b)).Max() / prompt.MaxAbsLogit;

    private static int[] Continue(ModelRunner runner, int[] prompt, int count)
    {
        LoneSequence sequence = new(runner);
        return Continue(runner, [sequence], [sequence.Run(prompt).ToArray()], count)[0];
    }

    /// <summary>Continues sequences together by their likeliest tokens.</summary>
    /// <param name="logits">The logits after the prompt of each.</param>
    /// <param name="count">The number of new tokens of each.</param>
    private static int[][] Continue(ModelRunner runner, LoneSequence[] sequences, float[][] logits, int count)
    {
        List<int[]> steps = [];
        while (true)
        {
            steps.Add([.. logits.Select(row => Array.IndexOf(row, row.Max()))]);
            if (steps.Count == count)
            {
                return [.. sequences.Select((_, i) => steps.Select(step => step[i]).ToArray())];
            }

            IStepLogits next = LoneSequence.RunTogether(runner, sequences, steps[^1]);
            logits = [.. sequences.Select((_, i) => next.Row(i).ToArray())];
        }
    }
}
