using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>The weights of a model, or of its first layers, in host memory by checkpoint name. Owns their memory.</summary>
internal sealed class ModelWeights : IDisposable
{
    private readonly Dictionary<string, HeldMatrix> _matrices = [];
    private readonly Dictionary<string, float[]> _vectors = [];
    private readonly WeightCache? _cache;
    private PanelKernelChoice? _kernels;

    private ModelWeights(int threadCount, WeightCache? cache)
    {
        (Threads, _cache) = (new KernelThreads(threadCount), cache);
    }

    /// <summary>The threads of the kernels.</summary>
    public KernelThreads Threads { get; }

    /// <summary>The kernels of the quantized weights, selected when the first layers are used.</summary>
    public IReadOnlyList<OperatorChoice> Operators => _kernels?.Operators ?? [];

    public long Bytes => _matrices.Values.Sum(matrix => matrix.Bytes) + _vectors.Values.Sum(vector => (long)vector.Length * sizeof(float));

    /// <summary>The outcome of opening the cache file of rounded weights, for the log; null if there is none.</summary>
    public string? CacheNote => _cache?.Note;

    /// <summary>Loads every weight, one at a time.</summary>
    /// <param name="cache">The cache file of rounded weights, or null. The weights take ownership of it.</param>
    /// <param name="progress">Reports the bytes of each weight.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled; the weights loaded so far are freed.</exception>
    public static ModelWeights Load(
        Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, WeightCache? cache, int threadCount, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ModelWeights weights = new(threadCount, cache);
        try
        {
            foreach (PlannedWeight weight in plan)
            {
                cancellationToken.ThrowIfCancellationRequested();
                weights.Add(checkpoint, weight, cancellationToken);
                progress?.Report(weight.Bytes);
            }

            cache?.Complete();
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Returns the named layers as one group for the kernels, each with its bias if it has one.</summary>
    /// <param name="names">The layer names, such as <c>model.layers.0.self_attn.q_proj</c>.</param>
    public PanelLinears PanelLinears(params IReadOnlyList<string> names) =>
        new(Threads, _kernels ??= ChooseKernels(), names.Select(name => (_matrices[$"{name}.weight"], _vectors.GetValueOrDefault($"{name}.bias"))));

    /// <summary>Returns the weights of a norm or a bias.</summary>
    public float[] Vector(string name) => _vectors[name];

    /// <summary>Writes a row of a matrix as floats.</summary>
    public void ReadRow(string name, int row, Span<float> destination) => _matrices[name].Dequantize(row, destination);

    public void Dispose()
    {
        foreach (HeldMatrix matrix in _matrices.Values)
        {
            matrix.Dispose();
        }

        _matrices.Clear();
        Threads.Dispose();
        _cache?.Dispose();
    }

    private PanelKernelChoice ChooseKernels() => PanelKernelTrial.Choose(_matrices.Values.OfType<QuantizedWeight>(), Threads);

    private void Add(Checkpoint checkpoint, PlannedWeight weight, CancellationToken cancellationToken)
    {
        string name = weight.Spec.Name;
        if (weight.IsFloatPanels)
        {
            _matrices[name] = PackFloats(checkpoint.FindFloats(name, weight.Spec.Shape), weight.Spec, weight.Format, cancellationToken);
        }
        else if (weight.Matrix is null)
        {
            _vectors[name] = CheckpointFloats.ReadAll(checkpoint.FindFloats(name, weight.Spec.Shape));
        }
        else if (_cache?.Find(name) is { } cached)
        {
            _matrices[name] = cached;
        }
        else
        {
            QuantizedWeight packed = WeightPacker.Pack(weight.Matrix, cancellationToken);
            _matrices[name] = packed;
            _cache?.Keep(name, packed);
        }
    }

    private static FloatWeight PackFloats(TensorSource source, TensorSpec spec, MatrixFormat format, CancellationToken cancellationToken)
    {
        (int rows, int columns) = ((int)spec.Shape[0], (int)spec.Shape[1]);
        DType dtype = source.Entry.DType;
        return (format, dtype) switch
        {
            (MatrixFormat.Float32, DType.Float32) => FloatWeight.Pack<float>(rows, columns, Copy, cancellationToken),
            (MatrixFormat.BFloat16, DType.BFloat16) => FloatWeight.Pack<ushort>(rows, columns, Copy, cancellationToken),
            (MatrixFormat.Float32, _) => FloatWeight.Pack<float>(rows, columns, Widen, cancellationToken),
            _ => FloatWeight.Pack<ushort>(rows, columns, Round, cancellationToken),
        };

        void Copy<T>(int first, Span<T> destination)
            where T : unmanaged => source.Read((long)first * columns * Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(destination));

        void Widen(int first, Span<float> destination)
        {
            byte[] stored = new byte[destination.Length * dtype.ElementBytes()];
            source.Read((long)first * columns * dtype.ElementBytes(), stored);
            CheckpointFloats.ToSingle(stored, dtype, destination);
        }

        void Round(int first, Span<ushort> destination)
        {
            float[] floats = new float[destination.Length];
            Widen(first, floats);
            for (int i = 0; i < floats.Length; i++)
            {
                destination[i] = CheckpointFloats.ToBFloat16(floats[i]);
            }
        }
    }
}
