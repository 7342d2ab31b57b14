using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Creates the tensors of one transposed matrix in 4 bits. Sources: AutoAWQ's <c>awq/modules/linear/gemm.py</c>; AutoGPTQ's
/// <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
internal static class PackedLinear
{
    public const int Bits = 4;
    public const int GroupSize = 128;

    private const int ValuesPerWord = 32 / Bits;

    // A stored 7 means zero point 8.
    private const uint GptqZeros = 0x77777777;

    /// <param name="seed">The first of four seeds.</param>
    public static IEnumerable<SyntheticTensor> Awq(TensorSpec matrix, ulong seed)
    {
        (string stem, long outputs, long inputs) = Parts(matrix);
        return
        [
            new($"{stem}.qweight", DType.Int32, [inputs, outputs / ValuesPerWord], SyntheticTensors.Bits(seed, inputs * outputs / 2)),
            new($"{stem}.qzeros", DType.Int32, [inputs / GroupSize, outputs / ValuesPerWord], SyntheticTensors.MiddleZeros(seed + 1, inputs / GroupSize * outputs / 2)),
            Scales(stem, outputs, inputs, seed + 2),
        ];
    }

    /// <inheritdoc cref="Awq"/>
    public static IEnumerable<SyntheticTensor> Gptq(TensorSpec matrix, ulong seed)
    {
        (string stem, long outputs, long inputs) = Parts(matrix);
        yield return new($"{stem}.qweight", DType.Int32, [inputs / ValuesPerWord, outputs], SyntheticTensors.Bits(seed, inputs * outputs / 2));
        yield return new($"{stem}.qzeros", DType.Int32, [inputs / GroupSize, outputs / ValuesPerWord], SyntheticTensors.Constant(inputs / GroupSize * outputs / ValuesPerWord, GptqZeros));
        yield return Scales(stem, outputs, inputs, seed + 2);
        yield return new($"{stem}.g_idx", DType.Int32, [inputs], SyntheticTensors.GroupIndex(inputs, GroupSize));
        if (stem[^6..] is not ("q_proj" or "k_proj" or "v_proj"))
        {
            // Published files have zero biases where Qwen2 has none.
            yield return new($"{stem}.bias", DType.Float16, [outputs], SyntheticTensors.Constant(outputs, Half.Zero));
        }
    }

    private static SyntheticTensor Scales(string stem, long outputs, long inputs, ulong seed) =>
        new($"{stem}.scales", DType.Float16, [inputs / GroupSize, outputs], SyntheticTensors.Scales(seed, inputs / GroupSize * outputs));

    private static (string Stem, long Outputs, long Inputs) Parts(TensorSpec matrix) => matrix.Shape[1] % GroupSize == 0
        ? (matrix.Name[..^".weight".Length], matrix.Shape[0], matrix.Shape[1])
        : throw new ArgumentException($"'{matrix.Name}' has rows of {matrix.Shape[1]}; groups of {GroupSize} need a multiple.");
}
