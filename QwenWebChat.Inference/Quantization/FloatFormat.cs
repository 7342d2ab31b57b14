namespace QwenWebChat.Inference.Quantization;

/// <summary>The number format of a <see cref="FloatWeight"/>.</summary>
internal enum FloatFormat
{
    Float32,
    BFloat16,
}
