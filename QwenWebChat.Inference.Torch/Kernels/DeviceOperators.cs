using System.Diagnostics;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// The implementation of each operation between embedding and logits on a device: a specialized operator if the device
/// has a correct one, otherwise plain TorchSharp. Both compute the same function.
/// </summary>
internal sealed class DeviceOperators : IDisposable
{
    // Products with more rows are never faster in the packed form than with weights converted to floats first.
    private const int MaxPackedRows = 512;
    private const int FirstPackedRows = 8;
    private const int TimedRuns = 5;

    private readonly bool _hasInt4;
    private int _denseRows = MaxPackedRows;

    private DeviceOperators(Device device, ScriptedOperators? scripted, OperatorChoice int4, OperatorChoice norm)
    {
        Scripted = scripted;
        Choices = [int4, norm];
        (_hasInt4, HasNorm) = (int4.Taken != OperatorTrial.Plain, norm.Taken != OperatorTrial.Plain);
        NibbleMask = Upload.Of([(byte)15], device).DetachFromDisposeScope();
        NibbleBits = Upload.Of([(byte)4], device).DetachFromDisposeScope();
    }

    /// <summary>The selected operators, for the startup log.</summary>
    public IReadOnlyList<OperatorChoice> Choices { get; private set; }

    /// <summary>Operators that TorchSharp does not wrap; null if none is used.</summary>
    public ScriptedOperators? Scripted { get; }

    /// <summary>True if the device has a correct operator for the norm, which <see cref="LayerScript"/> uses.</summary>
    public bool HasNorm { get; }

    /// <summary>The mask of the low 4 bits: uint8 15, [1].</summary>
    public Tensor NibbleMask { get; }

    /// <summary>The shift of the high 4 bits: uint8 4, [1].</summary>
    public Tensor NibbleBits { get; }

    /// <summary>Uses plain TorchSharp for everything: for the reference and for training.</summary>
    public static DeviceOperators PlainOn(Device device) => new(device, null, Plain(OperatorTrial.Int4), Plain(OperatorTrial.Norm));

    /// <summary>Probes the operators of a device. Takes some milliseconds.</summary>
    /// <param name="dtype">The dtype of the computation.</param>
    public static DeviceOperators Choose(Device device, ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
        using DeviceOperators plain = PlainOn(device);
        ScriptedOperators? scripted = null;
        try
        {
            scripted = new ScriptedOperators();
            OperatorTrial trial = new(plain, scripted, dtype, device);
            DeviceOperators chosen = new(device, scripted, trial.TryInt4(), trial.TryNorm());
            scripted = null;
            return chosen;
        }
        catch (Exception error) when (scripted is null)
        {
            string reason = $"TorchScript does not compile: {OperatorFault.ReasonIn(error)}";
            return new DeviceOperators(device, null, Plain(OperatorTrial.Int4, reason), Plain(OperatorTrial.Norm, reason));
        }
        finally
        {
            scripted?.Dispose();
        }
    }

    /// <summary>Measures from how many rows a product is faster with weights converted to floats.</summary>
    /// <param name="matrix">One of the model's largest matrices.</param>
    public void Tune(Int4Matrix matrix, ScalarType dtype, Device device)
    {
        if (!_hasInt4)
        {
            return;
        }

        for (_denseRows = FirstPackedRows; _denseRows < MaxPackedRows; _denseRows *= 2)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor x = randn([_denseRows, matrix.ColumnCount], dtype, device);
            if (Time(() => matrix.MultiplyDense(x, null, this), device) < Time(() => matrix.MultiplyPacked(x, Scripted!), device))
            {
                break;
            }
        }

        Choices = [Choices[0] with { Taken = $"{Choices[0].Taken} below {_denseRows} rows, then dense" }, .. Choices.Skip(1)];
    }

    /// <summary>Returns whether a product converts quantized weights to floats first.</summary>
    /// <param name="rows">The number of input rows.</param>
    public bool PrefersDense(long rows) => !_hasInt4 || rows >= _denseRows;

    /// <summary>Computes the product with quantized weights, x Wᵀ + b, by the method that is faster for this number of rows.</summary>
    /// <param name="x">The input, [tokens, input features].</param>
    /// <param name="bias">The bias, [output features], or null.</param>
    public Tensor Multiply(IPackedMatrix matrix, Tensor x, Tensor? bias)
    {
        if (PrefersDense(x.size(0)))
        {
            return matrix.MultiplyDense(x, bias, this);
        }

        Tensor product = matrix.MultiplyPacked(x, Scripted!);
        return bias is null ? product : product.add_(bias, Scalars.One);
    }

    /// <summary>Root-mean-square normalisation over the last dimension: x / sqrt(mean(x^2) + epsilon) * weight.</summary>
    /// <param name="x">The input, [tokens, hidden]; the result has its dtype.</param>
    public Tensor Normalize(Tensor x, Tensor weight, Scalar epsilon)
    {
        if (HasNorm)
        {
            return Scripted!.RmsNorm(x, weight, epsilon);
        }

        // fp32: the mean of squares overflows and drifts in half precision.
        Tensor wide = x.to(ScalarType.Float32);
        Tensor scale = rsqrt(wide.mul(wide).mean([-1], keepdim: true).add_(epsilon, Scalars.One));
        return (wide * scale).to(x.dtype).mul_(weight);
    }

    public void Dispose()
    {
        Scripted?.Dispose();
        NibbleMask.Dispose();
        NibbleBits.Dispose();
    }

    private static OperatorChoice Plain(string operation, params IReadOnlyList<string> refused) => new(operation, OperatorTrial.Plain, refused);

    /// <summary>Returns the minimum time of several runs in seconds.</summary>
    private static double Time(Func<Tensor> run, Device device)
    {
        double best = double.MaxValue;
        for (int i = 0; i < TimedRuns; i++)
        {
            Synchronize(device);
            long begun = Stopwatch.GetTimestamp();
            using Tensor result = run();
            Synchronize(device);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return best;
    }

    private static void Synchronize(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            cuda.synchronize(device);
        }
    }
}
