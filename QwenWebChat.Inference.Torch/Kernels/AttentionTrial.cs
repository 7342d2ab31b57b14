using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// A small test step of several sequences with segments of each kind. Key biases produce scores of hundreds, as in real
/// Qwen2 weights, and slots that no query may read hold NaN.
/// </summary>
internal sealed class AttentionTrial
{
    private const double Score = 400;
    private const int SlotCount = 1_700;

    // TorchScript specializes in its first runs.
    private const int RunCount = 3;

    // Sequences: one in two fragments with a prefill chunk, one that begins, and three that decode, of which one is in
    // two fragments and one is long enough for flash attention to split it among multiprocessors.
    private static readonly AttentionSegment[] Segments =
    [
        new(0, 37, 140, 40, false),
        new(0, 37, 200, 90, true),
        new(37, 20, 300, 20, true),
        new(57, 1, 330, 1, false),
        new(58, 1, 100, 33, false),
        new(58, 1, 0, 70, false),
        new(59, 1, 400, 1_290, false),
    ];

    private readonly Tensor _q;
    private readonly Tensor _keys;
    private readonly Tensor _values;
    private readonly IReadOnlyList<SegmentPass> _passes;
    private readonly IReadOnlyList<(Tensor Output, Tensor LogSumExp)> _expected;

    /// <summary>Creates the test tensors, which belong to the caller's scope.</summary>
    public AttentionTrial(Device device, ScalarType dtype, int headCount, int kvHeadCount, int headSize)
    {
        using Generator random = new(1);
        int queryCount = Segments.Max(segment => segment.FirstQuery + segment.QueryCount);
        using Scalar half = 0.5.ToScalar();
        using Scalar bias = (Score / 0.5 / Math.Sqrt(headSize)).ToScalar();
        using Scalar none = double.NaN.ToScalar();
        Tensor unread = ones([SlotCount, 1, 1], ScalarType.Bool);
        foreach (AttentionSegment segment in Segments)
        {
            unread.narrow(0, segment.FirstSlot, segment.SlotCount).zero_();
        }

        Tensor Given(Tensor values) => values.to(dtype).to(device);
        Tensor q = Given(randn([queryCount, headCount, headSize], generator: random).add_(half, Scalars.One));
        Tensor keys = Given(randn([SlotCount, kvHeadCount, headSize], generator: random).add_(bias, Scalars.One).masked_fill_(unread, none));
        Tensor values = Given(randn([SlotCount, kvHeadCount, headSize], generator: random).masked_fill_(unread, none));
        (_q, _keys, _values) = (q, keys, values);
        _passes = SegmentPass.All(Segments, queryCount, headCount / kvHeadCount, device);
        PlainAttention plain = new(headSize);
        _expected = [.. _passes.Select(pass => plain.Attend(Rows(pass, q.to(ScalarType.Float32)), keys.to(ScalarType.Float32), values.to(ScalarType.Float32), pass))];
        DType = dtype;
    }

    private ScalarType DType { get; }

    // Relative to the largest output. Half precisions round the softmax weights and the result; the 8 bits of bfloat16
    // give 2^-9 for each, times a margin of four. In float32 scores of hundreds are rounded to 2^-15 each; products in
    // TF32 must not pass.
    private double MaxOutputError => DType switch { ScalarType.BFloat16 => 1.0 / 64, ScalarType.Float16 => 1.0 / 256, _ => 1.0 / 1_024 };

    // The absolute error here is the relative error of a segment's weight in the merge. All kernels compute scores in
    // float32, in which a score of 400 is exact to 2^-15.
    private static double MaxSumError => 1.0 / 256;

    /// <returns>Null if the operator is correct; otherwise the fault in one line.</returns>
    public string? Fault(ISegmentAttention attention)
    {
        try
        {
            for (int run = 1; run < RunCount; run++)
            {
                _ = Check(attention);
            }

            return Check(attention);
        }
#pragma warning disable CA1031 // An operator that throws any exception is not used.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return OperatorFault.ReasonIn(exception);
        }
    }

    private static Tensor Rows(SegmentPass pass, Tensor q) => pass.Queries is { } queries ? q.index_select(0, queries) : q;

    private string? Check(ISegmentAttention attention)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((SegmentPass pass, (Tensor output, Tensor sums)) in _passes.Zip(_expected))
        {
            (Tensor ours, Tensor ourSums) = attention.Attend(Rows(pass, _q), _keys, _values, pass);
            if (!ours.shape.SequenceEqual(output.shape) || !ourSums.shape.SequenceEqual(sums.shape))
            {
                return $"gives [{string.Join(", ", ours.shape)}] and [{string.Join(", ", ourSums.shape)}], not [{string.Join(", ", output.shape)}] and [{string.Join(", ", sums.shape)}]";
            }

            double error = Largest(ours.to(ScalarType.Float32).sub(output)) / Largest(output);
            double sumError = Largest(ourSums.to(ScalarType.Float32).sub(sums));
            // Written so that a NaN error fails the comparison.
            if (!(error <= MaxOutputError && sumError <= MaxSumError))
            {
                return FormattableString.Invariant($"error {error:0.0e+0}, error of the sums {sumError:0.0e+0}");
            }
        }

        return null;
    }

    private static double Largest(Tensor values) => values.abs().max().item<float>();
}
