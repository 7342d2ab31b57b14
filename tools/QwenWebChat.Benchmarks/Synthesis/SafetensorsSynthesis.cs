using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Creates the tensors of a synthetic safetensors file. Sources of the packed ones: AutoAWQ's
/// <c>awq/modules/linear/gemm.py</c>; AutoGPTQ's <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
internal static class SafetensorsSynthesis
{
    public const int Bits = 4;
    public const int GroupSize = 128;

    private const int ValuesPerWord = 32 / Bits;
    private const ulong SeedsPerTensor = 4;

    // A stored 7 means zero point 8.
    private const uint GptqZeros = 0x77777777;

    public static IEnumerable<(string Name, DType DType, long[] Shape, TensorContent Content)> Tensors(Qwen2Config config, WeightFormat format)
    {
        ulong seed = 0;
        foreach (TensorSpec spec in TensorSpec.For(config))
        {
            bool isPacked = format != WeightFormat.BFloat16 && spec is { IsMatrix: true, IsVocabulary: false };
            foreach ((string, DType, long[], TensorContent) tensor in isPacked ? Packed(spec, format == WeightFormat.Gptq, seed) : [Floats(spec, format, seed)])
            {
                yield return tensor;
            }

            seed += SeedsPerTensor;
        }
    }

    private static (string Name, DType DType, long[] Shape, TensorContent Content) Floats(TensorSpec spec, WeightFormat format, ulong seed) => format == WeightFormat.BFloat16
        ? (spec.Name, DType.BFloat16, [.. spec.Shape], SyntheticTensors.WeightsOrOnes(spec, seed, Rounded))
        : (spec.Name, DType.Float16, [.. spec.Shape], SyntheticTensors.WeightsOrOnes(spec, seed, value => (Half)value));

    // Returns the bits of the rounded bfloat16.
    private static ushort Rounded(float value) => (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16);

    /// <summary>Creates the tensors of one transposed matrix in 4 bits, in AWQ's or GPTQ's layout.</summary>
    private static IEnumerable<(string Name, DType DType, long[] Shape, TensorContent Content)> Packed(TensorSpec matrix, bool isGptq, ulong seed)
    {
        (string stem, long outputs, long inputs) = (matrix.Name[..^".weight".Length], matrix.Shape[0], matrix.Shape[1]);
        if (inputs % GroupSize != 0)
        {
            throw new ArgumentException($"'{matrix.Name}' has rows of {inputs}; groups of {GroupSize} need a multiple.");
        }

        long groups = inputs / GroupSize;
        yield return ($"{stem}.qweight", DType.Int32, isGptq ? [inputs / ValuesPerWord, outputs] : [inputs, outputs / ValuesPerWord], SyntheticTensors.Bits(seed, inputs * outputs / 2));
        yield return ($"{stem}.qzeros", DType.Int32, [groups, outputs / ValuesPerWord], isGptq
            ? SyntheticTensors.Constant(groups * outputs / ValuesPerWord, GptqZeros)
            : SyntheticTensors.MiddleZeros(seed + 1, groups * outputs / 2));
        yield return ($"{stem}.scales", DType.Float16, [groups, outputs], SyntheticTensors.Scales(seed + 2, groups * outputs));
        if (isGptq)
        {
            yield return ($"{stem}.g_idx", DType.Int32, [inputs], SyntheticTensors.GroupIndex(inputs, GroupSize));
            if (stem[^6..] is not ("q_proj" or "k_proj" or "v_proj"))
            {
                // Published files have zero biases where Qwen2 has none.
                yield return ($"{stem}.bias", DType.Float16, [outputs], SyntheticTensors.Constant(outputs, Half.Zero));
            }
        }
    }
}
