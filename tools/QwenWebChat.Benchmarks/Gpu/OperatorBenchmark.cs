using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures every operator of a model on the model's own shapes.</summary>
internal sealed class OperatorBenchmark : IDisposable
{
    private readonly Qwen2Config _config;
    private readonly GpuSettings _settings;
    private readonly OperatorProbe _probe;
    private readonly DeviceOperators _operators;
    private readonly ISegmentAttention _attention;

    // The operators' plain names; tuning appends the number of rows above which they are not used.
    private readonly Dictionary<string, string> _ways;
    private readonly IDisposable _mode = no_grad();

    public OperatorBenchmark(MeasuredCard card, Qwen2Config config, GpuSettings settings)
    {
        (_config, _settings) = (config, settings);
        _probe = new OperatorProbe(card, new DeviceTimer(card, settings.Repeats));
        _operators = DeviceOperators.Choose(card.Device.Torch, card.DType);
        (_attention, OperatorChoice choice) = AttentionOperators.Choose(card.Device.Torch, card.DType, config.HeadCount, config.KeyValueHeadCount, config.HeadSize);
        _ways = _operators.Choices.ToDictionary(choice => choice.Operation, choice => choice.Taken);
        Tune();
        Choices = [.. _operators.Choices, choice];
    }

    /// <summary>The operators that a model uses on the GPU, and the reasons.</summary>
    public IReadOnlyList<OperatorChoice> Choices { get; }

    private int[] RowCounts => _settings.IsQuick ? [1, 64] : [1, 8, 64, 512];

    private ulong Seed => (ulong)_settings.Seed;

    /// <summary>Measures one operator after the other, lazily.</summary>
    public IEnumerable<OperatorFigures> Measure()
    {
        ulong number = 0;
        foreach (LayerShape shape in LayerShape.All(_config))
        {
            using ProductBenchmark product = new(_probe, shape, _operators, _ways[OperatorTrial.Int4], RowCounts[^1], Seed + (10 * ++number));
            foreach (OperatorFigures figures in RowCounts.SelectMany(product.Measure))
            {
                yield return figures;
            }
        }

        foreach (int rows in RowCounts)
        {
            yield return NormBenchmark.Measure(_probe, _operators, _ways[OperatorTrial.Norm], rows, _config.HiddenSize, Seed + (10 * ++number));
        }

        AttentionOperatorBenchmark attention = new(_probe, _config, Seed + (10 * ++number));
        foreach (OperatorFigures figures in AttentionCase.All(_probe.Card.RunsOnCpu).SelectMany(step => attention.Measure(step, _attention)))
        {
            yield return figures;
        }
    }

    public void Dispose()
    {
        _operators.Dispose();
        _mode.Dispose();
    }

    /// <summary>Tunes as a model does, with its largest matrix.</summary>
    private void Tune()
    {
        MeasuredCard card = _probe.Card;
        LayerShape largest = LayerShape.All(_config).Where(shape => shape.Bits == 4).MaxBy(shape => (long)shape.Rows * shape.Columns)!;
        using Int4Matrix matrix = (Int4Matrix)Int4Matrix.Pack(new RandomMatrix(largest, Seed), card.DType, CancellationToken.None).MoveTo(card.Device.Torch);
        _operators.Tune(matrix, card.DType, card.Device.Torch);
    }
}
