using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures every operator of a model on the model's own shapes.</summary>
internal sealed class OperatorBenchmark : IDisposable
{
    private readonly Qwen2Config _config;
    private readonly GpuSettings _settings;
    private readonly DeviceTimer _timer;
    private readonly DeviceOperators _operators;
    private readonly ISegmentAttention _attention;

    // The operators' plain names; tuning appends the number of rows above which they are not used.
    private readonly Dictionary<string, string> _ways;
    private readonly IDisposable _mode = no_grad();

    public OperatorBenchmark(MeasuredGpu gpu, Qwen2Config config, GpuSettings settings)
    {
        (_config, _settings) = (config, settings);
        _timer = new DeviceTimer(gpu, settings.Repeats);
        _operators = DeviceOperators.Choose(gpu.Device.Torch, gpu.DType);
        (_attention, OperatorChoice choice) = AttentionOperators.Choose(gpu.Device.Torch, gpu.DType, config.HeadCount, config.KeyValueHeadCount, config.HeadSize);
        _ways = _operators.Choices.ToDictionary(choice => choice.Operation, choice => choice.Taken);
        Tune();
        Choices = [.. _operators.Choices, choice];
    }

    /// <summary>The operators that a model uses on the GPU, and the reasons.</summary>
    public IReadOnlyList<OperatorChoice> Choices { get; }

    private int[] RowCounts => _settings.IsQuick ? [1, 64] : [1, 8, 64, 512];

    private ulong Seed => (ulong)_settings.InputSeed;

    /// <summary>Measures one operator after the other, lazily.</summary>
    public IEnumerable<OperatorFigures> Measure()
    {
        foreach (RandomMatrix weights in RandomMatrix.All(_config, Seed))
        {
            using ProductBenchmark product = new(_timer, weights, _operators, _ways[OperatorTrial.Int4], RowCounts[^1]);
            foreach (OperatorFigures figures in RowCounts.SelectMany(product.Measure))
            {
                yield return figures;
            }
        }

        foreach (int rows in RowCounts)
        {
            yield return MeasureNorm(rows);
        }

        PlainAttention plain = new(_config.HeadSize);
        foreach (AttentionCase step in AttentionCase.All(_timer.Gpu.RunsOnCpu))
        {
            yield return MeasureAttention(step, _attention, plain);
            if (_attention is not PlainAttention)
            {
                yield return MeasureAttention(step, plain, plain);
            }
        }
    }

    public void Dispose()
    {
        _operators.Dispose();
        _mode.Dispose();
    }

    /// <summary>Measures the RMS normalization that a model uses.</summary>
    private OperatorFigures MeasureNorm(int rows)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar epsilon = 1e-6.ToScalar();
        int hidden = _config.HiddenSize;
        Tensor x = _timer.Gpu.Random([rows, hidden], Seed);
        Tensor weight = _timer.Gpu.Random([hidden], Seed + 1);
        Tensor wide = x.to(ScalarType.Float32);
        Tensor reference = wide.mul(rsqrt(wide.mul(wide).mean([-1], keepdim: true).add(epsilon, Scalars.One))).mul(weight.to(ScalarType.Float32));
        OperatorFigures figures = new($"norm of {hidden}", OperatorFigures.RowText(rows), _ways[OperatorTrial.Norm], true)
        {
            Bytes = 2.0 * rows * hidden * x.element_size(),
            Operations = 4.0 * rows * hidden,
        };
        return _timer.Measure(figures, _ => _operators.Normalize(x, weight, epsilon), reference);
    }

    /// <summary>Measures attention over cached tokens against the plain operator in float32.</summary>
    private OperatorFigures MeasureAttention(AttentionCase step, ISegmentAttention attention, PlainAttention plain)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor q = _timer.Gpu.Random([step.RowCount, _config.HeadCount, _config.HeadSize], Seed);
        Tensor keys = _timer.Gpu.Random([step.SlotCount, _config.KeyValueHeadCount, _config.HeadSize], Seed + 1);
        Tensor values = _timer.Gpu.Random([step.SlotCount, _config.KeyValueHeadCount, _config.HeadSize], Seed + 2);
        SegmentPass pass = SegmentPass.All(step.Segments, step.RowCount, _config.HeadCount / _config.KeyValueHeadCount, _timer.Gpu.Device.Torch).Single();
        Tensor reference = plain.Attend(q.to(ScalarType.Float32), keys.to(ScalarType.Float32), values.to(ScalarType.Float32), pass).Output;
        OperatorFigures figures = new("attention of a layer", step.ToString(), attention.Name, attention == _attention)
        {
            Bytes = (double)(keys.numel() + values.numel() + (2 * q.numel())) * q.element_size(),
            Operations = 2.0 * 2 * _config.HeadCount * _config.HeadSize * step.PairCount,
        };
        return _timer.Measure(figures, _ => attention.Attend(q, keys, values, pass).Output, reference);
    }

    /// <summary>Tunes as a model does, with its largest matrix.</summary>
    private void Tune()
    {
        MeasuredGpu gpu = _timer.Gpu;
        RandomMatrix largest = RandomMatrix.All(_config, Seed).Where(weights => weights.Bits == 4).MaxBy(weights => (long)weights.RowCount * weights.ColumnCount)!;
        using Int4Matrix matrix = (Int4Matrix)Int4Matrix.Pack(largest, gpu.DType, CancellationToken.None).MoveTo(gpu.Device.Torch);
        _operators.Tune(matrix, gpu.DType, gpu.Device.Torch);
    }
}
