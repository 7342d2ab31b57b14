namespace QwenWebChat.Inference.Quantization;

/// <summary>How a <see cref="FloatWeight"/> stores a number.</summary>
internal enum FloatFormat
{
    Float32,
    BFloat16,
}
