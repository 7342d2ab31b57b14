using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

/// <summary>A step of random sequences in a cache, and the same attention in float64 by its definition.</summary>
internal sealed class AttendedStep : IDisposable
{
    private readonly List<(AttentionRun Run, Tensor K, Tensor V)> _sequences = [];
    private readonly int _heads;
    private readonly int _kvHeads;
    private readonly int _headSize;
    private readonly Tensor _keyBias;
    private readonly Generator _random;

    /// <param name="bias">About what real weights add to every key, the same in all tokens.</param>
    public AttendedStep(int heads, int kvHeads, int headSize, double bias = 0)
    {
        _random = new Generator(7);
        (_heads, _kvHeads, _headSize) = (heads, kvHeads, headSize);
        // On some elements only, as in real weights; both of a rotated pair.
        _keyBias = zeros([1, kvHeads, headSize]);
        _keyBias[.., .., ..2] = bias;
        _keyBias[.., .., (headSize / 2)..((headSize / 2) + 2)] = bias;
    }

    public int TokenCount { get; private set; }

    public Batch Batch => new(new int[TokenCount], [.. _sequences.Select(sequence => new BatchRun(sequence.Run, 1))], []);

    /// <summary>What int8 keys are held as shares of.</summary>
    public float[] KeyMagnitudes =>
        [.. _keyBias.flatten().data<float>().Select(element => MathF.Sqrt((2 * element * element) + 18))];

    public void Add(int[] blocks, int start, int count)
    {
        Tensor k = randn([start + count, _kvHeads, _headSize], generator: _random).add(_keyBias);
        Tensor v = randn([start + count, _kvHeads, _headSize], generator: _random);
        _sequences.Add((new AttentionRun(blocks, start, count, TokenCount), k, v));
        TokenCount += count;
    }

    /// <summary>A sequence that decodes the token at this place of the first one's prefix.</summary>
    public void AddSharing(int position)
    {
        (AttentionRun run, Tensor k, Tensor v) = _sequences[0];
        _sequences.Add((new AttentionRun(run.Blocks, position, 1, TokenCount), k[..(position + 1)], v[..(position + 1)]));
        TokenCount++;
    }

    /// <summary>Fills the cache with what came before, then attends.</summary>
    /// <returns>The largest error, as a share of the largest output.</returns>
    public double Error(TensorKvCache cache, ISegmentAttention attention)
    {
        Tensor q = randn([TokenCount, _heads, _headSize], generator: _random).add(0.25).to(cache.DType);
        foreach ((AttentionRun run, Tensor k, Tensor v) in _sequences.Where(sequence => sequence.Run.Start > 0))
        {
            long[] slots = [.. Enumerable.Range(0, run.Start).Select(position => (long)AttentionPlan.Slot(run.Blocks, position))];
            cache.Write(0, tensor(slots), k[..run.Start], v[..run.Start]);
        }

        Tensor Own(Func<(AttentionRun Run, Tensor K, Tensor V), Tensor> of) => cat([.. _sequences.Select(sequence => of(sequence)[sequence.Run.Start..])]);
        Tensor ours = new TensorAttention(cache, Batch, attention, _heads).Attend(0, q, Own(sequence => sequence.K), Own(sequence => sequence.V));
        Tensor exact = cat([.. _sequences.Select(sequence => Exact(q.slice(0, sequence.Run.FirstRow, sequence.Run.FirstRow + sequence.Run.Count, 1), sequence))]);
        return (ours.to(ScalarType.Float64) - exact).abs().max().item<double>() / exact.abs().max().item<double>();
    }

    public void Dispose() => _random.Dispose();

    private Tensor Exact(Tensor q, (AttentionRun Run, Tensor K, Tensor V) sequence)
    {
        long group = _heads / _kvHeads;
        Tensor keys = sequence.K.to(ScalarType.Float64).repeat_interleave(group, 1);
        Tensor values = sequence.V.to(ScalarType.Float64).repeat_interleave(group, 1);
        Tensor scores = einsum("qhd,khd->hqk", q.to(ScalarType.Float64), keys) / Math.Sqrt(_headSize);
        Tensor mask = full(scores.shape[1..], double.NegativeInfinity, ScalarType.Float64).triu(sequence.Run.Start + 1);
        return einsum("hqk,khd->qhd", nn.functional.softmax(scores + mask, -1), values).reshape(q.size(0), -1);
    }
}
