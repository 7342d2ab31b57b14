using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

[Collection(ProcessWideCollection.Name)]
public sealed class TensorAttentionTests
{
    private const int HeadSize = 64;
    private const int BlockCount = 64;

    // Sums of a few hundred float32 products and a softmax of them.
    private const double Float32Error = 2e-5;

    // Neighbours, pieces of each length, and every block apart from the next.
    private static readonly int[] Together = [.. Enumerable.Range(20, 12)];
    private static readonly int[] InPieces = [40, 41, 42, 43, 10, 11, 12, 5, 6, 60, 61, 62];
    private static readonly int[] Scattered = [39, 3, 37, 1, 35, 33, 7, 9, 46, 50, 52, 54];

    public static TheoryData<string, int, int> Operators => new(
        from attention in new[] { "plain", "fused" }
        from heads in new[] { (7, 7), (7, 1), (4, 2) }
        select (attention, heads.Item1, heads.Item2));

    /// <summary>
    /// Real Qwen2 weights have key biases that lift every score of a head by hundreds, which changes no softmax. The
    /// tolerance is bfloat16's own rounding of the values, 2^-8, twice over, and of the keys.
    /// </summary>
    [Theory]
    [InlineData("plain", 0)]
    [InlineData("plain", 30)]
    [InlineData("plain", 120)]
    [InlineData("fused", 120)]
    public void Attend_BFloat16WithLargeKeyBias_StaysExact(string attention, double bias)
    {
        const int Heads = 7;
        const int Tokens = 40;
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(1);
        Tensor q = randn([Tokens, Heads, HeadSize], generator: random).add(0.5).bfloat16();
        Tensor k = randn([Tokens, 1, HeadSize], generator: random).add(bias).bfloat16();
        Tensor v = randn([Tokens, 1, HeadSize], generator: random).bfloat16();
        using TensorKvCache cache = new(1, 1, HeadSize, KvFormat.BFloat16, CPU, 3);
        Batch batch = new(new int[Tokens], [new(new AttentionRun([2, 0, 1], 0, Tokens, 0), 1)], []);

        Tensor ours = new TensorAttention(cache, batch, Operator(attention), Heads).Attend(0, q, k, v).to(ScalarType.Float64);
        Tensor exact = Exact(q.to(ScalarType.Float64), k.to(ScalarType.Float64), v.to(ScalarType.Float64));

        double error = (ours - exact).abs().max().item<double>() / exact.abs().max().item<double>();
        Assert.InRange(error, 0, 1.0 / 128);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Attend_OneSequenceHoweverItLies_AgreesWithFloat64(string attention, int heads, int kvHeads)
    {
        foreach (int[] blocks in new[] { Together, InPieces, Scattered })
        {
            // The start, one token, a chunk amid a block, one that spans pieces, the last token.
            foreach ((int start, int count) in new[] { (0, 1), (0, 100), (50, 7), (50, 140), (64, 16), (191, 1), (15, 1), (16, 1) })
            {
                using DisposeScope scope = NewDisposeScope();
                using AttendedStep step = new(heads, kvHeads, HeadSize);
                step.Add(blocks, start, count);
                using TensorKvCache cache = new(1, kvHeads, HeadSize, KvFormat.Float32, CPU, BlockCount);

                Assert.InRange(step.Error(cache, Operator(attention)), 0, Float32Error);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Attend_ManySequencesInOneStep_AgreesWithFloat64(string attention, int heads, int kvHeads)
    {
        using DisposeScope scope = NewDisposeScope();
        using AttendedStep step = Mixed(heads, kvHeads);
        using TensorKvCache cache = new(1, kvHeads, HeadSize, KvFormat.Float32, CPU, BlockCount);

        Assert.InRange(step.Error(cache, Operator(attention)), 0, Float32Error);
    }

    /// <summary>
    /// Int8 errs by up to 1/254 of a peak in each element: values of about 3 deviations by 0.01, and scores by as much. An
    /// element with a bias of 120 errs by up to 120 * sqrt(2) / 254, 0.7, of which the queries here take a quarter.
    /// </summary>
    [Theory]
    [InlineData(0, 0.015)]
    [InlineData(30, 0.04)]
    [InlineData(120, 0.15)]
    public void Attend_Int8Cache_ErrsLittle(double bias, double largest)
    {
        foreach (string attention in new[] { "plain", "fused" })
        {
            using DisposeScope scope = NewDisposeScope();
            using AttendedStep step = Mixed(4, 2, bias);
            using TensorKvCache cache = new(1, 2, HeadSize, KvFormat.Int8, CPU, BlockCount, [step.KeyMagnitudes]);

            Assert.InRange(step.Error(cache, Operator(attention)), 1e-4, largest);
        }
    }

    /// <summary>Sequences that share a prefix have more tokens than the scratch has slots, so that it is filled several times.</summary>
    [Theory]
    [InlineData("plain")]
    [InlineData("fused")]
    public void Attend_Int8CacheInSeveralRounds_ErrsNoMore(string attention)
    {
        using DisposeScope scope = NewDisposeScope();
        using AttendedStep step = new(4, 2, HeadSize);
        step.Add([.. Enumerable.Range(0, 12)], 140, 30);
        step.AddSharing(130);
        step.AddSharing(100);
        using TensorKvCache cache = new(1, 2, HeadSize, KvFormat.Int8, CPU, 12, [step.KeyMagnitudes]);

        Assert.InRange(cache.CopySlots!.Value, 1, 200);
        Assert.InRange(step.Error(cache, Operator(attention)), 1e-4, 0.015);
    }

    [Fact]
    public void Attend_Int8CacheWithoutMagnitudes_ErrsMoreWhereKeysHaveBiases()
    {
        using DisposeScope scope = NewDisposeScope();
        using AttendedStep step = Mixed(4, 2, 120);
        using TensorKvCache plain = new(1, 2, HeadSize, KvFormat.Int8, CPU, BlockCount);
        using TensorKvCache shares = new(1, 2, HeadSize, KvFormat.Int8, CPU, BlockCount, [step.KeyMagnitudes]);
        PlainAttention attention = new(HeadSize);

        Assert.InRange(step.Error(shares, attention), 0, step.Error(plain, attention) / 2);
    }

    [Fact]
    public void Attend_ManySteps_LeavesNoTensorBehind()
    {
        using TensorKvCache cache = new(1, 2, HeadSize, KvFormat.Int8, CPU, BlockCount);
        ISegmentAttention attention = Operator("fused");
        using DisposeScope scope = NewDisposeScope();
        using AttendedStep step = Mixed(4, 2);
        (Tensor q, Tensor k) = (randn([step.TokenCount, 4, HeadSize]), randn([step.TokenCount, 2, HeadSize]));
        Tensor nothing = zeros([BlockCount * 16, 2, HeadSize]);
        cache.Write(0, arange(BlockCount * 16), nothing, nothing);
        long before = 0;
        for (int i = 0; i < 20; i++)
        {
            using DisposeScope inner = NewDisposeScope();
            _ = new TensorAttention(cache, step.Batch, attention, 4).Attend(0, q, k, k);
            inner.Dispose();
            before = i == 0 ? LiveTensors.Now : before;
            Assert.Equal(before, LiveTensors.Now);
        }
    }

    private static AttendedStep Mixed(int heads, int kvHeads, double bias = 0)
    {
        AttendedStep step = new(heads, kvHeads, HeadSize, bias);
        step.Add(Together, 100, 1);
        step.Add(InPieces, 60, 50);
        step.Add([0], 0, 13);
        step.Add(Scattered, 150, 1);
        step.Add([55, 56, 2], 30, 1);
        return step;
    }

    private static ISegmentAttention Operator(string name) => name == "plain" ? new PlainAttention(HeadSize) : new FusedAttention(CPU);

    private static Tensor Exact(Tensor q, Tensor k, Tensor v)
    {
        Tensor scores = q.permute(1, 0, 2).matmul(k.permute(1, 2, 0)) / Math.Sqrt(HeadSize);
        Tensor mask = full(scores.shape[1..], double.NegativeInfinity, ScalarType.Float64).triu(1);
        return nn.functional.softmax(scores + mask, -1).matmul(v.permute(1, 0, 2)).permute(1, 0, 2).reshape(q.size(0), -1);
    }
}
