using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// ATen operators that TorchSharp does not wrap, called through one small TorchScript unit at about 6 microseconds a
/// call. Numbers are passed as <see cref="int"/> or as a stored <see
/// cref="Scalar"/>; other types become temporary scalars (docs/adr/0007). A call throws if the build or the device
/// lacks the operator.
/// </summary>
internal sealed class ScriptedOperators : IDisposable
{
    // The script must end with a line break; a script that does not compile ends the process, and the exception cannot
    // be caught.
    private const string Source = """
        def int4_product(x: Tensor, values: Tensor, group_size: int, scales_and_zeros: Tensor) -> Tensor:
            return torch._weight_int4pack_mm(x, values, group_size, scales_and_zeros)

        def rms_norm(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
            return torch.rms_norm(x, [x.size(-1)], weight, epsilon)

        """;

    private readonly jit.CompilationUnit _unit = jit.compile(Source);

    /// <param name="x">The input, [rows, columns] in bfloat16.</param>
    /// <param name="values">The packed values, int32, as <see cref="Int4Matrix"/> packs them.</param>
    /// <param name="scalesAndZeros">Scales and zeros, [columns / group, output features, 2] in bfloat16.</param>
    /// <returns>The product, [rows, output features].</returns>
    public Tensor Int4Product(Tensor x, Tensor values, int groupSize, Tensor scalesAndZeros) => _unit.invoke<Tensor>("int4_product", x, values, groupSize, scalesAndZeros);

    /// <summary>Computes x / sqrt(mean(x^2) + epsilon) * weight over the last dimension.</summary>
    public Tensor RmsNorm(Tensor x, Tensor weight, Scalar epsilon) => _unit.invoke<Tensor>("rms_norm", x, weight, epsilon);

    public void Dispose() => _unit.Dispose();
}
