using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Tests.Quantization;

namespace QwenWebChat.Tests.Kernels;

/// <summary>The choice of kernels from invented times, and one trial of the kernels of this processor.</summary>
public sealed class PanelKernelTrialTests
{
    private static readonly NamedKernel Wide = new("wide");
    private static readonly NamedKernel Dot = new("dot");
    private static readonly NamedKernel Narrow = new("narrow");

    [Fact]
    public void Run_AnotherKernelIsFasterForOneRow_TakesItForOneRowOnly()
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 64);

        PanelKernelChoice choice = Trial((kernel, rows) => kernel == Narrow && rows == 1 ? 0.8e-6 : kernel == Wide ? 1e-6 : 2e-6).Run([weight]);

        Assert.Equal(Narrow, choice.For(bits: 4, rowCount: 1));
        Assert.Equal(Wide, choice.For(bits: 4, rowCount: 2));
        OperatorChoice line = Assert.Single(choice.Operators);
        // 64 x 128 values of 4 bits with 64 x 4 scales of 2 bytes: 4,608 bytes; 2 x 16 x 64 x 128 operations.
        Assert.Equal(
            "int4 product: narrow for 1 row, wide for more (1 row: wide 4.6, dot 2.3, narrow 5.8 GB/s; 16 rows: wide 262.1, dot 131.1, narrow 131.1 GOP/s)",
            line.ToString());
    }

    [Fact]
    public void Run_VariantIsFasterForOneRow_TakesItForOneRowOnly()
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 64);
        NamedKernel far = new("far");
        NamedKernel near = new("near", far);

        PanelKernelChoice choice = new PanelKernelTrial([near], (kernel, _, _) => kernel == far ? 1e-6 : 2e-6).Run([weight]);

        Assert.Equal(far, choice.For(bits: 4, rowCount: 1));
        Assert.Equal(near, choice.For(bits: 4, rowCount: 2));
        Assert.Equal("int4 product: far for 1 row, near for more (1 row: near 2.3, far 4.6 GB/s)", Assert.Single(choice.Operators).ToString());
    }

    [Theory]
    [InlineData(0.98, "wide")]
    [InlineData(0.96, "dot")]
    public void Run_AboutEqualSpeed_KeepsTheOrder(double seconds, string expected)
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 64);

        PanelKernelChoice choice = Trial((kernel, _) => kernel == Wide ? 1 : seconds).Run([weight]);

        Assert.Equal(expected, choice.For(bits: 4, rowCount: 1).Name);
        Assert.Equal(expected, choice.For(bits: 4, rowCount: 16).Name);
    }

    /// <summary>The first product of a kernel includes its compilation, and other programs disturb some of the others.</summary>
    [Fact]
    public void Run_SomeProductsAreDisturbed_TheFastestCounts()
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 64);
        Dictionary<(PanelKernel, int), int> calls = [];

        PanelKernelChoice choice = Trial((kernel, rows) =>
        {
            int call = calls[(kernel, rows)] = calls.GetValueOrDefault((kernel, rows)) + 1;
            return kernel == Dot ? call == 3 ? 1 : 9 : call % 3 == 1 ? 7 : 2;
        }).Run([weight]);

        Assert.Equal(Dot, choice.For(bits: 4, rowCount: 1));
    }

    [Fact]
    public void Run_BothNumbersOfBits_ChoosesForEach()
    {
        using QuantizedWeight four = Weight(bits: 4, rows: 64);
        using QuantizedWeight eight = Weight(bits: 8, rows: 32);

        PanelKernelTrial trial = new([Wide, Dot, Narrow], (kernel, weight, _) => kernel == (weight.Form.Bits == 8 ? Dot : Narrow) ? 1 : 2);
        PanelKernelChoice choice = trial.Run([eight, four]);

        Assert.Equal(Narrow, choice.For(bits: 4, rowCount: 1));
        Assert.Equal(Dot, choice.For(bits: 8, rowCount: 1));
        Assert.Equal(["int4 product", "int8 product"], choice.Operators.Select(line => line.Operation));
    }

    [Fact]
    public void Run_OneKernel_MeasuresNothing()
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 64);

        PanelKernelTrial trial = new([Narrow], (_, _, _) => throw new InvalidOperationException("measured"));

        Assert.Equal("int4 product: narrow", Assert.Single(trial.Run([weight]).Operators).ToString());
    }

    [Fact]
    public void Run_SeveralShapes_MeasuresTheOneThatTakesMostOfAStep()
    {
        using QuantizedWeight small = Weight(bits: 4, rows: 40);
        using QuantizedWeight first = Weight(bits: 4, rows: 32);
        using QuantizedWeight second = Weight(bits: 4, rows: 32);
        List<int> measured = [];

        new PanelKernelTrial([Wide, Narrow], (_, weight, _) =>
        {
            measured.Add(weight.RowCount);
            return 1;
        }).Run([small, first, second]);

        Assert.Equal(2 * 2 * 7, measured.Count);
        Assert.All(measured, rows => Assert.Equal(32, rows));
    }

    [Fact]
    public void Run_AllKernelsOfThisProcessor_GivesTheSpeedOfEach()
    {
        using QuantizedWeight weight = Weight(bits: 4, rows: 77);
        using KernelThreads threads = new(2);

        PanelKernelChoice choice = PanelKernelTrial.On(threads, PanelKernel.Supported).Run([weight]);

        PanelKernel[] variants = [.. PanelKernel.Supported.SelectMany(kernel => kernel.RowVariants)];
        Assert.Contains(choice.For(bits: 4, rowCount: 1), variants);
        Assert.Contains(choice.For(bits: 4, rowCount: 16), PanelKernel.Supported);
        string line = Assert.Single(choice.Operators).ToString();
        Assert.All(variants, kernel => Assert.Contains($"{kernel.Name} ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Choose_KernelsOfThisProcessor_RemembersTheOutcomeForAShape()
    {
        using QuantizedWeight weight = Weight(bits: 8, rows: 77);
        using KernelThreads threads = new(2);

        PanelKernelChoice choice = PanelKernelTrial.Choose([weight], threads);
        PanelKernelChoice again = PanelKernelTrial.Choose([weight], threads);

        Assert.Contains(choice.For(bits: 8, rowCount: 1), PanelKernel.Candidates.SelectMany(kernel => kernel.RowVariants));
        Assert.Equal(choice.Operators.Select(line => line.ToString()), again.Operators.Select(line => line.ToString()));
    }

    private static PanelKernelTrial Trial(Func<PanelKernel, int, double> seconds) => new([Wide, Dot, Narrow], (kernel, _, rows) => seconds(kernel, rows));

    private static QuantizedWeight Weight(int bits, int rows) =>
        WeightPacker.Pack(new RandomMatrix(new Random(5), rows, 128, bits, 32, hasOffsets: false, hasHalfScales: true), TestContext.Current.CancellationToken);

    private sealed class NamedKernel(string name, params NamedKernel[] variants) : PanelKernel
    {
        public override string Name => name;

        public override IReadOnlyList<PanelKernel> RowVariants => [this, .. variants];

        public override int Start(QuantizedForm form, int activationSum) => 0;

        public override unsafe void Run(
            QuantizedWeight weight, int firstPanel, int panelCount, QuantizedRows rows, float* bias, float* output, long stride)
        {
        }
    }
}
