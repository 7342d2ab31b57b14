using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Kernels.Torch;

[Collection(ProcessWideCollection.Name)]
public sealed class AttentionOperatorsTests
{
    private const int Heads = 14;
    private const int KvHeads = 2;
    private const int HeadSize = 64;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Choose_OnACpu_TakesItsFusedKernel(ScalarType dtype)
    {
        (ISegmentAttention attention, OperatorChoice choice) = AttentionOperators.Choose(CPU, dtype, Heads, KvHeads, HeadSize);

        Assert.IsType<FusedAttention>(attention);
        Assert.Equal("attention: aten::_scaled_dot_product_flash_attention_for_cpu", choice.ToString());
    }

    [Fact]
    public void Choose_OperatorsThatThrowOrErr_TakesTheRightOneAndSaysWhy()
    {
        PlainAttention right = new(HeadSize);
        ISegmentAttention[] candidates =
        [
            new Wrong("throws", (_, _) => throw new NotSupportedException("not on this device\nand much more")),
            new Wrong("nan", (output, sums) => (output.mul(float.NaN), sums)),
            new Wrong("off", (output, sums) => (output.mul(1.1), sums)),
            new Wrong("sums", (output, sums) => (output, sums.mul(0.99))),
            new Wrong("shape", (output, sums) => (output.transpose(0, 1), sums)),
            right,
        ];

        (ISegmentAttention attention, OperatorChoice choice) = AttentionOperators.Choose(CPU, ScalarType.Float32, Heads, KvHeads, HeadSize, candidates);

        Assert.Same(right, attention);
        Assert.Equal(5, choice.Reasons.Count);
        Assert.Equal("throws: not on this device", choice.Reasons[0]);
        Assert.StartsWith("nan: error NaN", choice.Reasons[1], StringComparison.Ordinal);
        Assert.StartsWith("off: error 1.0e-1", choice.Reasons[2], StringComparison.Ordinal);
        Assert.Matches("^sums: error 0.0e[+-]?0+, error of the sums [0-9]", choice.Reasons[3]);
        Assert.StartsWith("shape: gives [14, ", choice.Reasons[4], StringComparison.Ordinal);
    }

    /// <summary>Their scripts compile against this libtorch, with the arguments that they are called with; only the device is wrong.</summary>
    [Fact]
    public void Choose_KernelsForGpusOnACpu_AreRefusedForTheDeviceAlone()
    {
        ISegmentAttention[] candidates = [new FlashAttention(), new EfficientAttention()];

        (ISegmentAttention attention, OperatorChoice choice) = AttentionOperators.Choose(CPU, ScalarType.BFloat16, Heads, KvHeads, HeadSize, candidates);

        Assert.IsType<PlainAttention>(attention);
        Assert.Equal("plain", choice.Taken);
        Assert.All(choice.Reasons, reason => Assert.Contains("'CPU' backend", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Choose_Ended_LeavesNoTensorBehind()
    {
        long before = LiveTensors.Settle();

        AttentionOperators.Choose(CPU, ScalarType.Float32, Heads, KvHeads, HeadSize);

        Assert.Equal(before, LiveTensors.Now);
    }

    /// <summary>The layout for kernels that know no groups, with such a kernel written plainly.</summary>
    [Fact]
    public void Grouped_AttendedAsAKernelWould_AgreesWithThePlainOne()
    {
        UngroupedAttention ungrouped = new();

        (ISegmentAttention attention, OperatorChoice choice) = AttentionOperators.Choose(CPU, ScalarType.Float32, Heads, KvHeads, HeadSize, [ungrouped]);

        Assert.Empty(choice.Reasons);
        Assert.Same(ungrouped, attention);
    }

    [Fact]
    public void Merge_OfAnyPieces_IsTheAttentionToAll()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(3);
        PlainAttention plain = new(HeadSize);
        Tensor q = randn([4, Heads, HeadSize], generator: random).mul(3);
        Tensor keys = randn([200, KvHeads, HeadSize], generator: random).add(20);
        Tensor values = randn([200, KvHeads, HeadSize], generator: random);
        Tensor Attend(params AttentionSegment[] segments)
        {
            SegmentTable table = new([new AttentionRound(null, segments)], 4, Heads / KvHeads, CPU);
            return table.Merge.Apply([.. table.Rounds[0].Passes.Select(pass =>
                plain.Attend(pass.Queries is { } index ? q.index_select(0, index) : q, keys, values, pass))]);
        }

        Tensor whole = Attend(new AttentionSegment(0, 4, 0, 200, false));
        Tensor pieces = Attend(
            new AttentionSegment(2, 2, 0, 150, false),
            new AttentionSegment(0, 2, 0, 10, false),
            new AttentionSegment(0, 2, 11, 189, false),
            new AttentionSegment(0, 1, 10, 1, false),
            new AttentionSegment(1, 1, 10, 1, false),
            new AttentionSegment(2, 2, 150, 50, false));

        // Float32: weights of softmaxes of scores of tens.
        Assert.InRange((whole - pieces).abs().max().item<float>(), 0, 2e-5);
    }

    private sealed class Wrong(string name, Func<Tensor, Tensor, (Tensor, Tensor)> change) : ISegmentAttention
    {
        private readonly PlainAttention _plain = new(HeadSize);

        public string Name => name;

        public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
        {
            (Tensor output, Tensor sums) = _plain.Attend(q, keys, values, pass);
            return change(output, sums);
        }
    }
}
