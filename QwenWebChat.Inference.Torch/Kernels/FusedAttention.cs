using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// The kernels behind <c>scaled_dot_product_attention</c>, one call for each segment: for CPUs, and for GPUs whose
/// kernels do not support several segments. Their causal mask lets the first query see the first key, so the queries'
/// own tokens form a square segment and earlier tokens another one.
/// </summary>
internal sealed class FusedAttention(Device device) : ISegmentAttention
{
    private const string CpuSource = """
        def attend(q, k, v, causal: bool):
            return torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0.0, causal)

        """;

    private const string CudaSource = """
        def attend(q, k, v, causal: bool):
            r = torch._scaled_dot_product_efficient_attention(q, k, v, None, True, 0.0, causal)
            return r[0], r[1]

        """;

    // Compiled once, and only on devices where it is probed.
    private static readonly Lazy<jit.CompilationUnit> CpuUnit = new(() => jit.compile(CpuSource));
    private static readonly Lazy<jit.CompilationUnit> CudaUnit = new(() => jit.compile(CudaSource));

    private bool IsCpu => device.type == DeviceType.CPU;

    public string Name => IsCpu ? "aten::_scaled_dot_product_flash_attention_for_cpu" : "aten::_scaled_dot_product_efficient_attention";

    public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        List<(Tensor Output, Tensor LogSumExp)> results = [];
        int row = 0;
        foreach (AttentionSegment segment in pass.Segments)
        {
            results.Add(AttendSegment(
                q.narrow(0, row, segment.QueryCount),
                keys.narrow(0, segment.FirstSlot, segment.SlotCount),
                values.narrow(0, segment.FirstSlot, segment.SlotCount),
                segment.IsCausal));
            row += segment.QueryCount;
        }

        return (
            cat([.. results.Select(result => result.Output)]).MoveToOuterDisposeScope(),
            cat([.. results.Select(result => result.LogSumExp)]).MoveToOuterDisposeScope());
    }

    private (Tensor Output, Tensor LogSumExp) AttendSegment(Tensor q, Tensor keys, Tensor values, bool isCausal)
    {
        (long count, long length) = (q.size(0), keys.size(0));
        long before = length - count;
        if (!isCausal)
        {
            return Whole(q, keys, values);
        }

        (Tensor, Tensor) square = Square(q, keys.narrow(0, before, count), values.narrow(0, before, count));
        return before == 0 ? square : SegmentMerge.Pair(Whole(q, keys.narrow(0, 0, before), values.narrow(0, 0, before)), square);
    }

    /// <summary>Attention without a mask: the heads of a group become additional queries.</summary>
    private (Tensor Output, Tensor LogSumExp) Whole(Tensor q, Tensor keys, Tensor values)
    {
        (long count, long heads, long size, long kvHeads) = (q.size(0), q.size(1), q.size(2), keys.size(1));
        // Shape: [1, kvHeads, tokens * group, headSize].
        Tensor rows = q.view(count, kvHeads, -1, size).transpose(0, 1).reshape(1, kvHeads, -1, size);
        (Tensor output, Tensor sums) = Invoke(rows, keys.transpose(0, 1).unsqueeze(0), values.transpose(0, 1).unsqueeze(0), false);
        return (
            output.reshape(kvHeads, count, -1, size).transpose(0, 1).reshape(count, heads, size),
            sums.reshape(kvHeads, count, -1).transpose(0, 1).reshape(count, heads));
    }

    /// <summary>Causal attention with as many keys as queries: the heads of a group are batches over the same keys.</summary>
    private (Tensor Output, Tensor LogSumExp) Square(Tensor q, Tensor keys, Tensor values)
    {
        (long count, long heads, long size, long kvHeads) = (q.size(0), q.size(1), q.size(2), keys.size(1));
        long group = heads / kvHeads;
        // Shape: [group, kvHeads, tokens, headSize].
        Tensor rows = q.view(count, kvHeads, group, size).permute(2, 1, 0, 3);
        (Tensor output, Tensor sums) = Invoke(
            rows,
            keys.transpose(0, 1).unsqueeze(0).expand(group, kvHeads, count, size),
            values.transpose(0, 1).unsqueeze(0).expand(group, kvHeads, count, size),
            true);
        return (output.permute(2, 1, 0, 3).reshape(count, heads, size), sums.permute(2, 1, 0).reshape(count, heads));
    }

    /// <returns>The output, [batches, kvHeads, tokens, headSize], and the log-sum-exps, [batches, kvHeads, tokens].</returns>
    private (Tensor Output, Tensor LogSumExp) Invoke(Tensor q, Tensor keys, Tensor values, bool isCausal)
    {
        (Tensor output, Tensor sums) = (IsCpu ? CpuUnit : CudaUnit).Value.invoke<(Tensor, Tensor)>("attend", q, keys, values, isCausal);
        // The CUDA kernel pads its log-sum-exps.
        return (output, sums.narrow(-1, 0, q.size(2)));
    }
}
