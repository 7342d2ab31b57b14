using QwenWebChat.Benchmarks.Gpu;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Benchmarks.Gpu;

public sealed class OperatorFiguresTests
{
    [Fact]
    public void ErrorOf_Results_IsRelativeAndNeverHidesNaN()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor reference = tensor(new[] { 3f, 4f });

        Assert.Equal(0, OperatorFigures.ErrorOf(reference, reference));
        Assert.Equal(0.2, OperatorFigures.ErrorOf(tensor(new[] { 3f, 5f }), reference), 1e-6);
        Assert.True(double.IsNaN(OperatorFigures.ErrorOf(tensor(new[] { 3f, float.NaN }), reference)));
    }

    [Theory]
    [InlineData(0.01, null, true)]
    [InlineData(0.03, null, false)]
    [InlineData(double.NaN, null, false)]
    [InlineData(double.PositiveInfinity, null, false)]
    [InlineData(0.01, "no kernel", false)]
    public void IsRight_OnlyWithinTheTolerance(double error, string? failure, bool expected) =>
        Assert.Equal(expected, new OperatorFigures("product", "1 row", "dense", true) { Error = error, Tolerance = 0.02, Failure = failure }.IsRight);

    /// <summary>The reference must be the meaning of what is packed, whichever tile it is read in.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void RandomMatrix_AnyRows_AreTheSameAndSpreadAroundZero(int bits)
    {
        RandomMatrix matrix = new("o", 64, 256, bits, seed: 5);

        float[] all = matrix.Floats(0, 64);

        Assert.Equal(all[(24 * 256)..(32 * 256)], matrix.Floats(24, 8));
        Assert.InRange(Math.Sqrt(all.Average(value => value * value)), 0.015, 0.025);
        Assert.InRange(all.Average(), -0.002, 0.002);
        Assert.NotEqual(all, new RandomMatrix("o", 64, 256, bits, seed: 6).Floats(0, 64));
    }
}
