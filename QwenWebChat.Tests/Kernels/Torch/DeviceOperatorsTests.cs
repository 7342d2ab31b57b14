using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Kernels.Torch;

/// <summary>Tests which operators are selected at startup, and their descriptions, on a CPU, which has some of a GPU's operators.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class DeviceOperatorsTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Choose_OnACpu_RefusesWhatItLacksByName(ScalarType dtype)
    {
        using DeviceOperators operators = DeviceOperators.Choose(CPU, dtype);

        Assert.Equal(["int4 product", "norm"], operators.Choices.Select(choice => choice.Operation));
        Assert.Equal("plain", operators.Choices[0].Taken);
        string refused = Assert.Single(operators.Choices[0].Reasons);
        Assert.StartsWith("aten::_weight_int4pack_mm: ", refused, StringComparison.Ordinal);
        Assert.Contains("'CPU' backend", refused, StringComparison.Ordinal);
        Assert.Equal("aten::rms_norm", operators.Choices[1].Taken);
        Assert.StartsWith("int4 product: plain (aten::_weight_int4pack_mm: ", operators.Choices[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_Chosen_EqualsPlain()
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar epsilon = 1e-6.ToScalar();
        using DeviceOperators plain = DeviceOperators.PlainOn(CPU);
        using DeviceOperators chosen = DeviceOperators.Choose(CPU, ScalarType.Float32);
        (Tensor x, Tensor weight) = (randn([7, 96]), randn([96]));

        Assert.True(allclose(plain.Normalize(x, weight, epsilon), chosen.Normalize(x, weight, epsilon), 1e-5, 1e-6));
    }

    [Fact]
    public void Compare_Candidates_TellsWhatIsWrong()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor right = randn([4, 8]);

        Assert.Null(OperatorTrial.Compare(() => right.clone(), right));
        Assert.Equal("relative error 0.5", OperatorTrial.Compare(() => right * 1.5, right));
        Assert.Equal("relative error NaN", OperatorTrial.Compare(() => right * double.NaN, right));
        Assert.Equal("no such kernel", OperatorTrial.Compare(() => throw new InvalidOperationException("no such kernel\nat a place"), right));
    }

    [Fact]
    public void Choose_Disposed_LeavesNoTensor()
    {
        long before = LiveTensors.Settle();
        DeviceOperators.Choose(CPU, ScalarType.BFloat16).Dispose();

        Assert.Equal(before, LiveTensors.Now);
    }
}
