using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Tests operators on small cases against plain TorchSharp: one that throws or computes wrong results is not used.</summary>
internal sealed class OperatorTrial(DeviceOperators plain, ScriptedOperators scripted, ScalarType dtype, Device device)
{
    public const string Plain = "plain";
    public const string Int4 = "int4 product";
    public const string Norm = "norm";
    public const string Layer = "layer";

    private const int Rows = 3;
    private const int Features = 136;
    private const ulong Seed = 9;
    private static readonly Scalar Epsilon = 1e-6.ToScalar();

    public OperatorChoice TryInt4()
    {
        // Eight, four and two inner tiles; groups within a tile and groups of several tiles.
        (int Columns, int Group)[] cases = [(512, 128), (512, 256), (512, 32), (192, 64), (96, 32)];
        string? wrong = cases.Select(shape => TryMatrix(
            new TrialMatrix(shape.Columns, shape.Group),
            matrix => (Int4Matrix)Int4Matrix.Pack(matrix, dtype, default).MoveTo(device),
            (packed, x) => packed.MultiplyPacked(x, scripted))).FirstOrDefault(reason => reason is not null);
        return Choice(Int4, "aten::_weight_int4pack_mm", wrong);
    }

    public OperatorChoice TryNorm()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Random([Rows, 512]);
        Tensor weight = Random([512]);
        return Choice(Norm, "aten::rms_norm", Compare(() => scripted.RmsNorm(x, weight, Epsilon), plain.Normalize(x, weight, Epsilon)));
    }

    /// <returns>The reason why the candidate is rejected; null if it is correct.</returns>
    public static string? Compare(Func<Tensor> candidate, Tensor expected)
    {
        // Relative error of the whole result. Two summation orders differ by about 1e-3 in half precision, 1e-6 in float32.
        double tolerance = expected.dtype == ScalarType.Float32 ? 1e-4 : 2e-2;
        try
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor wide = expected.to(ScalarType.Float32);
            double error = (candidate().to(ScalarType.Float32) - wide).norm().item<float>() / wide.norm().item<float>();
            // The comparison is written so that NaN fails.
            return error <= tolerance ? null : FormattableString.Invariant($"relative error {error:0.####}");
        }
        catch (Exception error)
        {
            // libtorch throws different exceptions for an operator that it lacks on this device.
            return OperatorFault.ReasonIn(error);
        }
    }

    private string? TryMatrix<T>(TrialMatrix matrix, Func<QuantizedMatrix, T> pack, Func<T, Tensor, Tensor> multiply)
        where T : IDeviceMatrix
    {
        using DisposeScope scope = NewDisposeScope();
        using T packed = pack(matrix);
        Tensor x = Random([Rows, matrix.ColumnCount]);
        return Compare(() => multiply(packed, x), packed.Multiply(x, null, plain));
    }

    private Tensor Random(long[] shape)
    {
        using Generator generator = new(Seed, CPU);
        return randn(shape, ScalarType.Float32, CPU, generator: generator).to(dtype).to(device);
    }

    private static OperatorChoice Choice(string operation, string name, string? wrong) =>
        wrong is null ? new OperatorChoice(operation, name, []) : new OperatorChoice(operation, Plain, [$"{name}: {wrong}"]);

    /// <summary>A test matrix with varied values.</summary>
    private sealed class TrialMatrix(int columns, int groupSize) : QuantizedMatrix(Features, columns)
    {
        public override int Bits => 4;

        public override int GroupSize => groupSize;

        public override bool HasOffsets => true;

        public override int ZeroPoint => 0;

        public override bool HasHalfScales => true;

        public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
        {
            Random random = new(firstRow);
            random.NextBytes(values);
            foreach (ref byte value in values)
            {
                value &= 15;
            }

            for (int i = 0; i < scales.Length; i++)
            {
                scales[i] = 0.01f + (0.01f * random.NextSingle());
            }

            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = 0.2f * random.NextSingle();
            }
        }
    }
}
