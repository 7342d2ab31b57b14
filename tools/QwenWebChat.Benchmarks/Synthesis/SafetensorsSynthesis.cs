using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>Creates the tensors of a synthetic safetensors file.</summary>
internal static class SafetensorsSynthesis
{
    private const ulong SeedsPerTensor = 4;

    public static IEnumerable<SyntheticTensor> Tensors(Qwen2Config config, WeightFormat format)
    {
        ulong seed = 0;
        foreach (TensorSpec spec in TensorSpec.For(config))
        {
            IEnumerable<SyntheticTensor> tensors = (format, spec) switch
            {
                (WeightFormat.Awq, { IsMatrix: true, IsVocabulary: false }) => PackedLinear.Awq(spec, seed),
                (WeightFormat.Gptq, { IsMatrix: true, IsVocabulary: false }) => PackedLinear.Gptq(spec, seed),
                (WeightFormat.BFloat16, _) => [Floats(spec, DType.BFloat16, seed, Rounded)],
                _ => [Floats(spec, DType.Float16, seed, value => (Half)value)],
            };
            foreach (SyntheticTensor tensor in tensors)
            {
                yield return tensor;
            }

            seed += SeedsPerTensor;
        }
    }

    private static SyntheticTensor Floats<T>(TensorSpec spec, DType dtype, ulong seed, Func<float, T> convert)
        where T : unmanaged =>
        new(spec.Name, dtype, [.. spec.Shape], SyntheticTensors.WeightsOrOnes(spec, seed, convert));

    // Returns the bits of the rounded bfloat16.
    private static ushort Rounded(float value) => (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16);
}
