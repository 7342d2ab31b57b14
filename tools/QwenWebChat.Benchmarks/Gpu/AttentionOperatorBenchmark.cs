using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// Measures attention over cached tokens, with the model's operator and the plain one, against the plain one in float32.
/// </summary>
internal sealed class AttentionOperatorBenchmark(OperatorProbe probe, Qwen2Config config, ulong seed)
{
    private readonly PlainAttention _plain = new(config.HeadSize);

    /// <param name="chosen">The operator that a model uses.</param>
    public IEnumerable<OperatorFigures> Measure(AttentionCase step, ISegmentAttention chosen)
    {
        yield return Measure(step, chosen, true);
        if (chosen is not PlainAttention)
        {
            yield return Measure(step, _plain, false);
        }
    }

    private OperatorFigures Measure(AttentionCase step, ISegmentAttention attention, bool isTaken)
    {
        using DisposeScope scope = NewDisposeScope();
        MeasuredCard card = probe.Card;
        Tensor q = ProductBenchmark.Random([step.RowCount, config.HeadCount, config.HeadSize], card, seed);
        Tensor keys = ProductBenchmark.Random([step.SlotCount, config.KeyValueHeadCount, config.HeadSize], card, seed + 1);
        Tensor values = ProductBenchmark.Random([step.SlotCount, config.KeyValueHeadCount, config.HeadSize], card, seed + 2);
        SegmentPass pass = SegmentPass.All(step.Segments, step.RowCount, config.HeadCount / config.KeyValueHeadCount, card.Device.Torch).Single();
        Tensor reference = _plain.Attend(q.to(ScalarType.Float32), keys.to(ScalarType.Float32), values.to(ScalarType.Float32), pass).Output;
        OperatorFigures figures = new("attention of a layer", step.ToString(), attention.Name, isTaken)
        {
            Bytes = (double)(keys.numel() + values.numel() + (2 * q.numel())) * q.element_size(),
            Operations = 2.0 * 2 * config.HeadCount * config.HeadSize * step.PairCount,
        };
        return probe.Measure(figures, _ => attention.Attend(q, keys, values, pass).Output, reference);
    }
}
