using System.Diagnostics;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// How each operation between the embedding and the logits is computed on a device: by an operator that is made for it
/// where the device has one that is right, else in plain TorchSharp. Both mean the same.
/// </summary>
internal sealed class DeviceOperators : IDisposable
{
    // Products with more rows than this are never quicker without making the weights floats first.
    private const int MostPackedRows = 512;
    private const int FirstPackedRows = 8;
    private const int TimedRuns = 5;

    private readonly bool _hasInt4;
    private readonly bool _hasNorm;
    private int _denseRows = MostPackedRows;

    private DeviceOperators(Device device, ScriptedOperators? scripted, OperatorChoice int4, OperatorChoice norm)
    {
        Scripted = scripted;
        Choices = [int4, norm];
        (_hasInt4, _hasNorm) = (int4.Taken != OperatorTrial.Plain, norm.Taken != OperatorTrial.Plain);
        NibbleMask = Upload.Of([(byte)15], device).DetachFromDisposeScope();
        NibbleBits = Upload.Of([(byte)4], device).DetachFromDisposeScope();
        ByteBits = [.. Enumerable.Range(0, sizeof(int)).Select(i => Upload.Of([8 * i], device).DetachFromDisposeScope())];
    }

    /// <summary>What is taken, for whoever starts the model.</summary>
    public IReadOnlyList<OperatorChoice> Choices { get; private set; }

    /// <summary>Those that TorchSharp does not wrap; null where none is taken.</summary>
    public ScriptedOperators? Scripted { get; }

    /// <summary>uint8 15, [1].</summary>
    public Tensor NibbleMask { get; }

    /// <summary>uint8 4, [1].</summary>
    public Tensor NibbleBits { get; }

    /// <summary>Int32 0, 8, 16 and 24, [1] each: what brings a byte of a word down.</summary>
    public IReadOnlyList<Tensor> ByteBits { get; }

    /// <summary>Plain TorchSharp for everything: the reference, and what learns.</summary>
    public static DeviceOperators PlainOn(Device device) => new(device, null, Plain(OperatorTrial.Int4), Plain(OperatorTrial.Norm));

    /// <summary>Tries what a device has. Takes some milliseconds.</summary>
    /// <param name="dtype">Of what is computed.</param>
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

    /// <summary>Finds out from how many rows on a product is quicker with weights that are made floats for it.</summary>
    /// <param name="matrix">One of the model's largest.</param>
    public void Tune(Int4Matrix matrix, ScalarType dtype, Device device)
    {
        if (!_hasInt4)
        {
            return;
        }

        for (_denseRows = FirstPackedRows; _denseRows < MostPackedRows; _denseRows *= 2)
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

    /// <summary>Whether weights in whole numbers are made floats for a product.</summary>
    /// <param name="rows">Of the input.</param>
    public bool PrefersDense(long rows) => !_hasInt4 || rows >= _denseRows;

    /// <summary>The product with weights in whole numbers, in the quicker way for so many rows: x Wᵀ + b.</summary>
    /// <param name="x">[tokens, input features].</param>
    /// <param name="bias">[output features], or none.</param>
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
    /// <param name="x">[tokens, hidden]; the result has its dtype.</param>
    public Tensor Normalize(Tensor x, Tensor weight, Scalar epsilon)
    {
        if (_hasNorm)
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
        foreach (Tensor bits in ByteBits)
        {
            bits.Dispose();
        }
    }

    private static OperatorChoice Plain(string operation, params IReadOnlyList<string> refused) => new(operation, OperatorTrial.Plain, refused);

    /// <summary>Seconds of the quickest of some runs.</summary>
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
