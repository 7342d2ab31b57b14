using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Kernels;

/// <summary>
/// Products with matrices of every format, against float64 with the weights of the format's definition. The activations are
/// whole numbers up to 127, which the kernels do not round, so that only float32 sums are left.
/// </summary>
[Slow]
public sealed class FormatProductTests
{
    private const int Rows = 37;
    private const int Columns = 512;

    // 32 groups' floats, each rounded once to 24 bits.
    private const double Tolerance = 32.0 / (1 << 24);

    public static TheoryData<string> GgufTypes => [.. PlainGgufBlocks.Types.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(GgufTypes))]
    public void Run_GgufType_EqualsTheFormulas(string type)
    {
        (uint id, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        byte[] blocks = PlainGgufBlocks.Random(type, Rows * Columns / elements, new Random(9));
        using TemporaryFolder folder = new();
        using GgufModel model = GgufModel.Open(new RawGguf().Add("blk.0.ffn_up.weight", id, [Columns, Rows], blocks).Write(folder));

        AssertProducts(new GgufWeights(model).FindQuantized("model.layers.0.mlp.up_proj.weight", Rows, Columns)!, (row, column) =>
        {
            int i = (row * Columns) + column;
            return PlainGgufBlocks.Weight(type, blocks.AsSpan(i / elements * blockBytes, blockBytes), i % elements);
        });
    }

    [Theory]
    [InlineData(4, 16, false, false)]
    [InlineData(4, 32, true, false)]
    [InlineData(4, 128, true, true)]
    [InlineData(4, 128, false, true)]
    [InlineData(4, -1, false, false)]
    [InlineData(8, 128, true, false)]
    [InlineData(8, -1, false, false)]
    public void Run_CompressedTensors_EqualsTheFormulas(int bits, int groupSize, bool isSymmetric, bool isShuffled)
    {
        CompressedExample example = new(new()
        {
            Bits = bits,
            GroupSize = groupSize,
            IsSymmetric = isSymmetric,
            IsShuffled = isShuffled,
            Rows = Rows,
            Columns = Columns,
        });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        AssertProducts(checkpoint.FindQuantized("m.weight", Rows, Columns)!, example.Weight);
    }

    private static void AssertProducts(QuantizedMatrix matrix, Func<int, int, double> weight)
    {
        const int Tokens = 5;
        Random random = new(10);
        float[] x = [.. Enumerable.Range(0, Tokens * Columns).Select(_ => (float)random.Next(-127, 128))];
        // Every group has the largest number, whichever its columns are: those between give what is left of the range.
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = i % 2 == 0 && matrix.ColumnOrder is not null ? 127 : i % 16 == 3 ? -127 : x[i];
        }

        using QuantizedWeight packed = WeightPacker.Pack(matrix, TestContext.Current.CancellationToken);
        using KernelThreads threads = new(2);
        foreach (PanelKernel kernel in PanelKernel.Supported)
        {
            foreach (int tokens in new[] { 1, Tokens })
            {
                float[] output = new float[tokens * Rows];
                new QuantizedProduct(threads, PanelKernelChoice.Of(kernel)).Run(x.AsSpan(0, tokens * Columns), [packed], [], output);
                for (int i = 0; i < output.Length; i++)
                {
                    (int token, int row) = Math.DivRem(i, Rows);
                    IEnumerable<double> products = Enumerable.Range(0, Columns).Select(column => weight(row, column) * x[(token * Columns) + column]);
                    double error = Math.Abs(products.Sum() - output[i]) / products.Sum(Math.Abs);
                    Assert.True(error <= Tolerance, $"{kernel.Name}, token {token}, row {row}: {output[i]}, not {products.Sum()}");
                }
            }
        }
    }
}
