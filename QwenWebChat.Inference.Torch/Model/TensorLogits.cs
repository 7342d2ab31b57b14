using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// The logits of a step in libtorch. The device selects the largest of each row, and only those are copied, all rows at
/// once: 2 KiB a row instead of Qwen2.5's 0.6 MB. The rows stay on the device until the next step, in case a caller
/// needs a whole row.
/// </summary>
internal sealed class TensorLogits : IStepLogits, IDisposable
{
    /// <summary>
    /// The number of logits selected for each row: far more than a usual top-k, so that penalties seldom push a needed
    /// token below the smallest of them, and few enough that the cost is negligible beside the step.
    /// </summary>
    public const int TopCount = 256;

    // A float32 represents every integer up to here exactly: ids are copied as floats.
    private const int MaxFloatId = 1 << 24;

    private readonly List<float[]> _rows = [];
    private Tensor? _logits;
    private Tensor? _best;
    private bool _hasTop;
    private int[] _ids = [];
    private float[] _top = [];
    private float[] _floors = [];

    public int RowCount { get; private set; }

    /// <summary>Frees the last step's logits.</summary>
    public void Clear()
    {
        _logits?.Dispose();
        _best?.Dispose();
        (_logits, _best) = (null, null);
        RowCount = 0;
    }

    /// <summary>Takes ownership of a step's logits from the caller's dispose scope, and starts the selection of the largest.</summary>
    /// <param name="logits">The logits, float32, [rows, vocabulary].</param>
    public void Take(Tensor logits)
    {
        Clear();
        if (logits.size(1) is > TopCount and <= MaxFloatId)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor values, Tensor ids) = logits.topk(TopCount, dim: 1, largest: true, sorted: false);
            // Logits and ids in one copy, [2, rows, top], because a copy waits for the device.
            _best = stack([ids.to(ScalarType.Float32), values]).DetachFromDisposeScope();
        }

        // Last, so that the step's scope still frees the logits if an allocation above fails.
        _logits = logits.DetachFromDisposeScope();
        RowCount = (int)logits.size(0);
    }

    /// <summary>Waits for the device, and copies the largest logits to the host.</summary>
    public void Fetch()
    {
        _hasTop = _best is not null;
        if (_best is null)
        {
            return;
        }

        using Tensor both = _best.cpu();
        _best.Dispose();
        _best = null;
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(both.bytes);
        int count = RowCount * TopCount;
        if (_ids.Length < count)
        {
            _ids = new int[count];
            _top = new float[count];
            _floors = new float[RowCount];
        }

        TensorPrimitives.ConvertToInteger(floats[..count], _ids);
        floats[count..].CopyTo(_top);
        for (int row = 0; row < RowCount; row++)
        {
            _ids.AsSpan(row * TopCount, TopCount).Sort(TopOf(row));
            _floors[row] = TensorPrimitives.Min<float>(TopOf(row));
        }
    }

    public bool TryTop(int row, out TopLogits top)
    {
        if (!_hasTop)
        {
            top = default;
            return false;
        }

        top = new TopLogits(_ids.AsSpan(row * TopCount, TopCount), TopOf(row), _floors[row]);
        return true;
    }

    public Span<float> Row(int row)
    {
        using DisposeScope scope = NewDisposeScope();
        int vocabularySize = (int)_logits!.size(1);
        while (_rows.Count <= row)
        {
            _rows.Add([]);
        }

        if (_rows[row].Length < vocabularySize)
        {
            _rows[row] = new float[vocabularySize];
        }

        MemoryMarshal.Cast<byte, float>(_logits.select(0, row).contiguous().cpu().bytes).CopyTo(_rows[row]);
        return _rows[row];
    }

    public void Dispose() => Clear();

    private Span<float> TopOf(int row) => _top.AsSpan(row * TopCount, TopCount);
}
