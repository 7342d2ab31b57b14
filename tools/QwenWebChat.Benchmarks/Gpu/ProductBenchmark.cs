using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures products with one packed matrix, with the GPU's own operator and with dequantized weights.</summary>
internal sealed class ProductBenchmark : IDisposable
{
    // The number of reference values computed at a time, 128 MiB.
    private const int BandValues = 32 << 20;

    // Maximum copies of small matrices; more would take too long to create.
    private const int MaxCopies = 64;

    private readonly DeviceTimer _timer;
    private readonly RandomMatrix _weights;
    private readonly DeviceOperators _operators;
    private readonly string _way;
    private readonly IPackedMatrix[] _copies;
    private readonly Tensor _x;
    private readonly Tensor _reference;

    /// <param name="way">The name of the GPU's own operator, or <see cref="OperatorTrial.Plain"/> if there is none.</param>
    /// <param name="maxRows">Number of tokens of the largest product.</param>
    public ProductBenchmark(DeviceTimer timer, RandomMatrix weights, DeviceOperators operators, string way, int maxRows)
    {
        (_timer, _weights, _operators, _way) = (timer, weights, operators, way);
        MeasuredGpu gpu = timer.Gpu;
        using DisposeScope scope = NewDisposeScope();
        IDeviceMatrix made = weights.Bits == 4
            ? Int4Matrix.Pack(weights, gpu.DType, CancellationToken.None)
            : Int8Matrix.Pack(weights, gpu.DType, CancellationToken.None);
        IPackedMatrix packed = (IPackedMatrix)made.MoveTo(gpu.Device.Torch);
        int copies = (int)Math.Clamp(gpu.WorkingSetBytes / packed.Bytes, 1, MaxCopies);

        // A matrix joined with nothing is a copy of itself.
        _copies = [packed, .. Enumerable.Range(1, copies - 1).Select(_ => (IPackedMatrix)packed.TryJoin([])!)];
        _x = gpu.Random([maxRows, weights.ColumnCount], weights.Seed).DetachFromDisposeScope();
        _reference = Reference(weights, _x, gpu.Device.Torch).DetachFromDisposeScope();
    }

    public IEnumerable<OperatorFigures> Measure(int rows)
    {
        bool isDense = _operators.PrefersDense(rows);
        if (_way != OperatorTrial.Plain)
        {
            yield return Measure(rows, _way, !isDense, (matrix, x) => matrix.MultiplyPacked(x, _operators.Scripted!));
        }

        yield return Measure(rows, "dense", isDense, (matrix, x) => matrix.MultiplyDense(x, null, _operators));
    }

    public void Dispose()
    {
        Array.ForEach(_copies, copy => copy.Dispose());
        _x.Dispose();
        _reference.Dispose();
    }

    private OperatorFigures Measure(int rows, string way, bool isTaken, Func<IPackedMatrix, Tensor, Tensor> multiply)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _x.narrow(0, 0, rows);
        double elements = (double)rows * (_weights.RowCount + _weights.ColumnCount);
        OperatorFigures figures = new($"{_weights.Name} {_weights.RowCount} x {_weights.ColumnCount}, int{_weights.Bits}", OperatorFigures.RowText(rows), way, isTaken)
        {
            Bytes = _copies[0].Bytes + (elements * x.element_size()),
            Operations = 2.0 * rows * _weights.RowCount * _weights.ColumnCount,
        };
        return _timer.Measure(figures, pass => multiply(_copies[pass % _copies.Length], x), _reference.narrow(0, 0, rows));
    }

    /// <summary>Computes the product with float32 weights that were never packed.</summary>
    /// <returns>[rows of x, rows of the matrix], float32, on the device.</returns>
    private static Tensor Reference(RandomMatrix weights, Tensor x, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = x.to(ScalarType.Float32);
        Tensor product = empty([x.size(0), weights.RowCount], ScalarType.Float32, device);
        int band = Math.Max(BandValues / weights.ColumnCount, 1);
        for (int first = 0; first < weights.RowCount; first += band)
        {
            using DisposeScope rows = NewDisposeScope();
            int count = Math.Min(band, weights.RowCount - first);
            Tensor floats = tensor(weights.Floats(first, count), [count, weights.ColumnCount]).to(device);
            product.narrow(1, first, count).copy_(nn.functional.linear(wide, floats));
        }

        return product.MoveToOuterDisposeScope();
    }
}
