using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// The operators of ATen that TorchSharp does not wrap, reached through one small TorchScript unit: about 6 microseconds a
/// call. Nothing else is written in TorchScript. Numbers go as <see cref="int"/> or as a held <see cref="Scalar"/>: others become
/// temporary ones (docs/adr/0007). Where a build or a device lacks an operator, the call throws.
/// </summary>
internal sealed class ScriptedOperators : IDisposable
{
    // It must end in a line's end; what does not compile ends the process, whoever would catch it.
    private const string Source = """
        def int4_product(x: Tensor, values: Tensor, group_size: int, scales_and_zeros: Tensor) -> Tensor:
            return torch._weight_int4pack_mm(x, values, group_size, scales_and_zeros)

        def rms_norm(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
            return torch.rms_norm(x, [x.size(-1)], weight, epsilon)

        """;

    private readonly jit.CompilationUnit _unit = jit.compile(Source);

    /// <param name="x">[rows, columns] in bfloat16.</param>
    /// <param name="values">Int32, as <see cref="Int4Matrix"/> packs them.</param>
    /// <param name="scalesAndZeros">[columns / group, output features, 2] in bfloat16.</param>
    /// <returns>[rows, output features].</returns>
    public Tensor Int4Product(Tensor x, Tensor values, int groupSize, Tensor scalesAndZeros) => _unit.invoke<Tensor>("int4_product", x, values, groupSize, scalesAndZeros);

    /// <summary>x / sqrt(mean(x^2) + epsilon) * weight, over the last dimension.</summary>
    public Tensor RmsNorm(Tensor x, Tensor weight, Scalar epsilon) => _unit.invoke<Tensor>("rms_norm", x, weight, epsilon);

    public void Dispose() => _unit.Dispose();
}
