using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

public sealed class TensorAttentionTests
{
    private const int Heads = 7;
    private const int HeadSize = 64;
    private const int Tokens = 40;

    private static readonly Qwen2Config Config = new()
    {
        HiddenSize = Heads * HeadSize,
        IntermediateSize = 8,
        LayerCount = 1,
        HeadCount = Heads,
        KeyValueHeadCount = 1,
        HeadSize = HeadSize,
        VocabularySize = 8,
        RopeTheta = 1e6,
        RmsNormEps = 1e-6,
        MaxPositionEmbeddings = 1_000,
    };

    /// <summary>
    /// Real Qwen2 weights have key biases that lift every score of a head by hundreds, which changes no softmax. The
    /// tolerance is bfloat16's own rounding of the values, 2^-8, twice over.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(120)]
    public void Attend_BFloat16WithLargeKeyBias_StaysExact(double bias)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(1);
        Tensor q = randn([Tokens, Heads, HeadSize], generator: random).add(0.5);
        Tensor k = randn([Tokens, 1, HeadSize], generator: random).add(bias);
        Tensor v = randn([Tokens, 1, HeadSize], generator: random);
        (q, k, v) = (q.bfloat16(), k.bfloat16(), v.bfloat16());
        using TensorKvCache cache = new(Config, ScalarType.BFloat16, CPU, 3);
        Batch batch = new(new int[Tokens], [new BatchRun(new AttentionRun([2, 0, 1], 0, Tokens, 0), 1)], []);

        Tensor ours = new TensorAttention(cache, batch, HeadSize).Attend(0, q, k, v).to(ScalarType.Float64);
        Tensor exact = Exact(q.to(ScalarType.Float64), k.to(ScalarType.Float64), v.to(ScalarType.Float64));

        double error = (ours - exact).abs().max().item<double>() / exact.abs().max().item<double>();
        Assert.InRange(error, 0, 1.0 / 128);
    }

    private static Tensor Exact(Tensor q, Tensor k, Tensor v)
    {
        Tensor scores = q.permute(1, 0, 2).matmul(k.permute(1, 2, 0)) / Math.Sqrt(HeadSize);
        Tensor mask = full([Tokens, Tokens], double.NegativeInfinity, ScalarType.Float64).triu(1);
        return nn.functional.softmax(scores + mask, -1).matmul(v.permute(1, 0, 2)).permute(1, 0, 2).reshape(Tokens, Heads * HeadSize);
    }
}
